"""Lamps of a street; when the service says no, the table keeps what it shows."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

LAMPS = "http://street.example/lamps"


class StreetApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="state")
        yield DataTable(id="lamps")

    def on_mount(self) -> None:
        self.query_one("#lamps", DataTable).add_columns("Lamp", "State")
        self.reload()

    @work(thread=True, exclusive=True, group="lamps")
    def reload(self) -> None:
        self._fetch_and_update_lamps_table()

    def _update_lamps_table(self, lamps: list[dict]) -> None:
        table = self.query_one("#lamps", DataTable)
        table.clear()
        for lamp in lamps:
            table.add_row(lamp["nr"], lamp["state"])

    def _fetch_and_update_lamps_table(self) -> None:
        response = requests.get(LAMPS, timeout=10)
        if response.status_code != 200:
            self.call_from_thread(self.query_one("#state", Label).update, "The service says no")
            return
        lamps = response.json()
        self.call_from_thread(self._update_lamps_table, lamps)


if __name__ == "__main__":
    StreetApp().run()
