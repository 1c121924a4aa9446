"""A weather board that prints how long the station took to answer."""

import json
import time
import urllib.request
from typing import Any

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Static

STATIONS = "http://weather.example/stations"


class WeatherApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="stations")
        yield Static(id="timing")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#stations", DataTable).add_columns("Station", "Wind")

    @work(thread=True, exclusive=True, group="stations")
    def action_reload(self) -> None:
        self._load_and_draw_stations()

    def _draw_stations(self, stations: list[dict[str, Any]]) -> None:
        self._load_and_draw_stations()

    def _load_and_draw_stations(self) -> None:
        start = time.monotonic()
        stations = json.load(urllib.request.urlopen(STATIONS, timeout=10))

        def draw() -> None:
            table = self.query_one("#stations", DataTable)
            table.clear()
            for station in stations:
                table.add_row(station["name"], f"{station['wind']} kn")
            took = time.monotonic() - start
            self.query_one("#timing", Static).update(f"{len(stations)} stations in {took:.1f} s")

        self.call_from_thread(draw)


if __name__ == "__main__":
    WeatherApp().run()
