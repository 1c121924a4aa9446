"""Trams of a city, fetched in a worker and shown by a bridge, as it should be."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

TRAMS = "http://city.example/trams"


class TramScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="trams-table")

    def on_mount(self) -> None:
        self.query_one("#trams-table", DataTable).add_columns("Line", "Late")
        self.reload()

    @work(thread=True, exclusive=True, group="trams")
    def reload(self) -> None:
        self._fetch_and_update_trams_table()

    def _fetch_and_update_trams_table(self) -> None:
        trams = requests.get(TRAMS, timeout=10).json()
        self.app.call_from_thread(self._update_trams_table, trams)

    def _update_trams_table(self, trams: list[dict]) -> None:
        table = self.query_one("#trams-table", DataTable)
        table.clear()
        for tram in trams:
            table.add_row(tram["line"], f"{tram['late']} min")


class CityApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TramScreen())


if __name__ == "__main__":
    CityApp().run()
