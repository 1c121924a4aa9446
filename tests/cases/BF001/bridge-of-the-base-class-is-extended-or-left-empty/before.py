"""Two lists of a choir: the base class leaves the bridge to its subclasses, one of which calls it."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

CHOIR = "http://choir.example"


class ListScreen(Screen[None]):
    def _update_table(self, rows: list[dict]) -> None:
        """Show the rows; subclasses say how."""

    def _fetch_and_update_table(self) -> None:
        rows = requests.get(f"{CHOIR}/singers", timeout=10).json()
        self.app.call_from_thread(self._update_table, rows)


class SingerScreen(ListScreen):
    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield DataTable(id="singers")

    def on_mount(self) -> None:
        self.query_one("#singers", DataTable).add_columns("Singer", "Voice")
        self.reload()

    @work(thread=True, exclusive=True, group="singers")
    def reload(self) -> None:
        self._fetch_and_update_table()

    def _update_table(self, rows: list[dict]) -> None:
        super()._update_table(rows)
        table = self.query_one("#singers", DataTable)
        table.clear()
        for row in rows:
            table.add_row(row["name"], row["voice"])


class CountingScreen(SingerScreen):
    def _update_table(self, rows: list[dict]) -> None:
        super()._update_table(rows)
        self.query_one("#head", Static).update("Everybody is here")


class ChoirApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(CountingScreen())


if __name__ == "__main__":
    ChoirApp().run()
