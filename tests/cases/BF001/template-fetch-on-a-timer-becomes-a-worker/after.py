"""A ski area: lifts are shown, slopes are fetched by a timer and get no further."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

AREA = "http://area.example"
COLUMNS = {"lifts": ("name", "open"), "slopes": ("name", "snow", "open")}


class AreaApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="lifts-table")
        yield DataTable(id="slopes-table")

    def on_mount(self) -> None:
        for name, columns in COLUMNS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*columns)
        self.set_interval(600, self._fetch_and_update_slopes_table)

    @work(thread=True, exclusive=True, group="lifts")
    def reload_lifts(self) -> None:
        self._fetch_and_update_lifts_table()

    def _fetch_and_update_lifts_table(self) -> None:
        lifts = requests.get(f"{AREA}/lifts", timeout=10).json()
        self.call_from_thread(self._update_lifts_table, lifts)

    def _update_lifts_table(self, lifts: list[dict]) -> None:
        table = self.query_one("#lifts-table", DataTable)
        table.clear()
        table.add_rows([[str(lift[column]) for column in COLUMNS["lifts"]] for lift in lifts])

    @work(thread=True, exclusive=True, group="_fetch_and_update_slopes_table")
    def _fetch_and_update_slopes_table(self) -> None:
        self._slopes = requests.get(f"{AREA}/slopes", timeout=10).json()
        self.call_from_thread(self._update_slopes_table, self._slopes)

    def _update_slopes_table(self, slopes: list[dict]) -> None:
        table = self.query_one("#slopes-table", DataTable)
        table.clear()
        table.add_rows([[str(slope[column]) for column in COLUMNS["slopes"]] for slope in slopes])


if __name__ == "__main__":
    AreaApp().run()
