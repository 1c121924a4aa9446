"""Stations that measure the weather."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class StationsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stations")

    def on_mount(self) -> None:
        self.query_one("#stations", DataTable).add_columns("Station")

    @work(thread=True)
    def reload(self) -> None:
        self._load_stations()

    def _show_stations(self, stations: list[str]) -> None:
        if not stations:
            return
        table = self.query_one("#stations", DataTable)
        table.clear()
        for station in stations:
            table.add_row(station)

    def _load_stations(self) -> None:
        if not (found := requests.get("http://weather.example/stations", timeout=10).json()):
            self.call_from_thread(self.notify, "no stations")
            return
        self.call_from_thread(self._show_stations, found)


if __name__ == "__main__":
    StationsApp().run()
