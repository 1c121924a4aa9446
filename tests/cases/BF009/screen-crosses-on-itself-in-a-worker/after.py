"""Departures of a station."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class Departures(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="trains")

    def on_mount(self) -> None:
        self.query_one("#trains", DataTable).add_columns("Train", "Platform")

    @work(thread=True, exclusive=True, group="trains")
    def reload(self) -> None:
        trains = requests.get("http://rail.example/trains", timeout=5).json()
        self.app.call_from_thread(self.show, trains)  # back to the screen

    def show(self, trains: list[dict]) -> None:
        table = self.query_one("#trains", DataTable)
        table.clear()
        for train in trains:
            table.add_row(train["name"], train["platform"])


class StationApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Departures())


if __name__ == "__main__":
    StationApp().run()
