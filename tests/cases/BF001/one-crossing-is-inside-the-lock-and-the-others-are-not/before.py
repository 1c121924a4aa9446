"""Bikes for hire; the lock keeps two refreshes from clearing the table at once."""

import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BIKES = "http://bikes.example/bikes"


class BikesScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._clearing = threading.Lock()

    def compose(self) -> ComposeResult:
        yield DataTable(id="bikes")

    def on_mount(self) -> None:
        self.query_one("#bikes", DataTable).add_columns("Bike", "Dock")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_bikes_table()

    def _update_bikes_table(self, bikes: list[dict]) -> None:
        self._fetch_and_update_bikes_table()

    def _fetch_and_update_bikes_table(self) -> None:
        table = self.query_one("#bikes", DataTable)
        with self._clearing:
            bikes = requests.get(BIKES, timeout=10).json()
            self.app.call_from_thread(table.clear)
        for bike in bikes:
            self.app.call_from_thread(table.add_row, bike["name"], bike["dock"])


class BikeApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BikesScreen())


if __name__ == "__main__":
    BikeApp().run()
