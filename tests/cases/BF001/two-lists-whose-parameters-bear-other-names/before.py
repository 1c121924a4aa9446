"""Arrivals and departures of a small airport, side by side."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import DataTable

AIRPORT = "http://airport.example"


class AirportApp(App[None]):
    def compose(self) -> ComposeResult:
        with Horizontal():
            yield DataTable(id="left")
            yield DataTable(id="right")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Flight", "Time")
        self.reload()

    @work(thread=True, exclusive=True, group="flights")
    def reload(self) -> None:
        self._load_and_show_flights()

    def show_flights(self, first: list[dict], second: list[dict]) -> None:
        self._load_and_show_flights()

    def _load_and_show_flights(self) -> None:
        departures = requests.get(f"{AIRPORT}/departures", timeout=10).json()
        arrivals = requests.get(f"{AIRPORT}/arrivals", timeout=10).json()

        def show() -> None:
            left = self.query_one("#left", DataTable)
            right = self.query_one("#right", DataTable)
            left.clear()
            right.clear()
            for flight in arrivals:
                left.add_row(flight["nr"], flight["time"])
            for flight in departures:
                right.add_row(flight["nr"], flight["time"])

        self.call_from_thread(show)


if __name__ == "__main__":
    AirportApp().run()
