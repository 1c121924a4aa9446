"""A weather station: gauges in a table, warnings in a line of text."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

URL = "http://gauges.example"
KEYS = {"gauges": ("place", "level"), "warnings": ("place", "text")}


class StationScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="gauges-table")
        yield Static(id="warnings-table")

    def on_mount(self) -> None:
        self.query_one("#gauges-table", DataTable).add_columns(*KEYS["gauges"])

    @work(thread=True, exclusive=True, group="gauges")
    def reload_gauges(self) -> None:
        self._fetch_and_update_gauges_table()

    @work(thread=True, exclusive=True, group="warnings", exit_on_error=False)
    def reload_warnings(self) -> None:
        self._fetch_and_update_warnings_table()

    def _fetch_and_update_gauges_table(self) -> None:
        gauges = requests.get(f"{URL}/gauges", timeout=10).json()
        self.app.call_from_thread(self._update_gauges_table, gauges)

    def _update_gauges_table(self, gauges: list[dict]) -> None:
        table = self.query_one("#gauges-table", DataTable)
        table.clear()
        for row in gauges:
            table.add_row(*(row[key] for key in KEYS["gauges"]))

    def _fetch_and_update_warnings_table(self) -> None:
        warnings = requests.get(f"{URL}/warnings", timeout=10).json()
        self.app.call_from_thread(self._update_warnings_table, warnings)

    def _update_warnings_table(self, warnings: list[dict]) -> None:
        self._fetch_and_update_warnings_table()


class StationApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(StationScreen())


if __name__ == "__main__":
    StationApp().run()
