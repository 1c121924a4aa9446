"""A mill: what was shown last is counted for each table under its own name."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

MILL = "http://mill.example"
FIELDS = {"grain": ("kind", "tons"), "flour": ("type", "sacks", "price")}


class MillScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._shown = {"grain": 0, "flour": 0}

    def compose(self) -> ComposeResult:
        yield DataTable(id="grain-table")
        yield DataTable(id="flour-table")

    def on_mount(self) -> None:
        for name, fields in FIELDS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*fields)

    @work(thread=True, exclusive=True, group="grain")
    def reload_grain(self) -> None:
        self._fetch_and_update_grain_table()

    @work(thread=True, exclusive=True, group="flour", exit_on_error=False)
    def reload_flour(self) -> None:
        self._fetch_and_update_flour_table()

    def _fetch_and_update_grain_table(self) -> None:
        grain = requests.get(f"{MILL}/grain", timeout=10).json()
        self.app.call_from_thread(self._update_grain_table, grain)

    def _update_grain_table(self, grain: list[dict]) -> None:
        table = self.query_one("#grain-table", DataTable)
        table.clear()
        for row in grain:
            table.add_row(*(row[field] for field in FIELDS["grain"]))
        self._shown["grain"] = len(grain)

    def _fetch_and_update_flour_table(self) -> None:
        flour = requests.get(f"{MILL}/flour", timeout=10).json()
        self.app.call_from_thread(self._update_flour_table, flour)

    def _update_flour_table(self, flour: list[dict]) -> None:
        """Show the flour that is ready."""
        table = self.query_one("#flour-table", DataTable)
        table.clear()
        for row in flour:
            table.add_row(*(row[field] for field in FIELDS["flour"]))
        self._shown["flour"] = len(flour)


class MillApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(MillScreen())


if __name__ == "__main__":
    MillApp().run()
