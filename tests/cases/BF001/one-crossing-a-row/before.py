"""Departures of an airport."""

import urllib.request
import json

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BoardApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="departures")

    def on_mount(self) -> None:
        self.query_one("#departures", DataTable).add_columns("To", "Gate", "")

    @work(thread=True, exclusive=True, group="departures")
    def reload(self) -> None:
        self._fetch_and_update_departures_table()

    def _update_departures_table(self, departures: list[dict]) -> None:
        self._fetch_and_update_departures_table()

    def _fetch_and_update_departures_table(self) -> None:
        with urllib.request.urlopen("http://airport.example/departures", timeout=10) as answer:
            departures = json.load(answer)
        table = self.query_one("#departures", DataTable)
        self.call_from_thread(table.clear)
        for flight in departures:
            # Late ones stand out.
            if flight["late"]:
                self.call_from_thread(table.add_row, flight["to"], flight["gate"], "late")
            else:
                self.call_from_thread(table.add_row, flight["to"], flight["gate"], "")
        self.call_from_thread(table.refresh)


if __name__ == "__main__":
    BoardApp().run()
