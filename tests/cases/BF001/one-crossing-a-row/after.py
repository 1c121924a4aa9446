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
        table = self.query_one("#departures", DataTable)
        table.clear()
        for flight in departures:
            # Late ones stand out.
            if flight["late"]:
                table.add_row(flight["to"], flight["gate"], "late")
            else:
                table.add_row(flight["to"], flight["gate"], "")
        table.refresh()

    def _fetch_and_update_departures_table(self) -> None:
        with urllib.request.urlopen("http://airport.example/departures", timeout=10) as answer:
            departures = json.load(answer)
        self.call_from_thread(self._update_departures_table, departures)


if __name__ == "__main__":
    BoardApp().run()
