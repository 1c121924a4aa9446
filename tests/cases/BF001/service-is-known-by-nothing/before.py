"""Departures of a station; what answers is given from outside, and nothing says what it is."""

from types import SimpleNamespace

import requests
from textual import work
from textual.app import App
from textual.widgets import DataTable


class StationApp(App):
    def __init__(self, service):
        super().__init__()
        self.service = service

    def compose(self):
        yield DataTable(id="departures")

    def on_mount(self):
        self.query_one("#departures", DataTable).add_columns("Line", "To")

    @work(thread=True, exclusive=True, group="departures")
    def reload(self):
        departures = self.service.departures("central", limit=2)
        self.call_from_thread(self.show_departures, departures)

    @work(thread=True, exclusive=True, group="again")
    def reload_again(self):
        self.refresh_departures()

    def show_departures(self, departures):
        self.refresh_departures()

    def refresh_departures(self):
        departures = self.service.departures("central", limit=2)
        late = [departure for departure in departures if departure["late"]]

        def show():
            table = self.query_one("#departures", DataTable)
            table.clear()
            for departure in departures:
                table.add_row(departure["line"], departure["to"])
            table.border_title = f"{len(late)} late"

        self.call_from_thread(show)


def over_http():
    return SimpleNamespace(
        departures=lambda station, limit: requests.get("http://rail.example/departures", timeout=5).json()[:limit]
    )
