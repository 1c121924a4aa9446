"""Lines of a ledger; the first one is the heading."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://lines.example"


class LedgerScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="lines")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#lines", DataTable).add_columns("Name", "Sum")

    @work(thread=True, exclusive=True, group="lines", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_lines_table()

    def _update_lines_table(self, lines: list[dict]) -> None:
        self._fetch_and_update_lines_table()

    def _fetch_and_update_lines_table(self) -> None:
        lines = requests.get(f"{SERVICE}/lines", timeout=10).json()
        heading, *lines = lines

        def show() -> None:
            table = self.query_one("#lines", DataTable)
            table.clear()
            for line in lines:
                table.add_row(line["name"], str(line["sum"]))

        self.app.call_from_thread(show)
        requests.post(f"{SERVICE}/seen", json=len(lines), timeout=10)


class LedgerApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(LedgerScreen())


if __name__ == "__main__":
    LedgerApp().run()
