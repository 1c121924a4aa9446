"""Trains of a station."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://trains.example"


class TrainsScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.late = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="trains")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#trains", DataTable).add_columns("Name", "Track")

    @work(thread=True, exclusive=True, group="trains", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_trains_table()

    def _update_trains_table(self, trains: list[dict]) -> None:
        self._fetch_and_update_trains_table()

    def _fetch_and_update_trains_table(self) -> None:
        trains = requests.get(f"{SERVICE}/trains", timeout=10).json()
        self.late = sum(1 for train in trains if train["late"])
        requests.post(f"{SERVICE}/seen", json=self.late, timeout=10)

        def show() -> None:
            table = self.query_one("#trains", DataTable)
            table.clear()
            for train in trains:
                table.add_row(train["name"], train["track"])
            self.query_one("#state", Static).update(f"{self.late} late")

        self.app.call_from_thread(show)


class TrainsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TrainsScreen())


if __name__ == "__main__":
    TrainsApp().run()
