"""A jukebox whose action gets the name of a view, and whose slot gets a label for the log."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

RECORDS = "http://jukebox.example/records"


class JukeboxApp(App[None]):
    BINDINGS = [("r", "load('records')", "Records")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="records")

    def on_mount(self) -> None:
        self.query_one("#records", DataTable).add_columns("Title", "Side")

    def action_load(self, view: str) -> None:
        self._fetch_and_update_records_table()

    def key_f5(self, event: object) -> None:
        self._fetch_and_update_records_table()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return True

    def _fetch_and_update_records_table(self) -> None:
        records = requests.get(RECORDS, timeout=10).json()
        table = self.query_one("#records", DataTable)
        table.clear()
        for record in records:
            table.add_row(record["title"], record["side"])


if __name__ == "__main__":
    JukeboxApp().run()
