"""Boats of a marina: the only bridge is the broken one, and the fetch hands its boats to it."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

BOATS = "http://marina.example/boats"


class MarinaApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="boats-table")

    def on_mount(self) -> None:
        self.query_one("#boats-table", DataTable).add_columns("Boat", "Berth")

    @work(thread=True, exclusive=True, group="boats", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_boats_table()

    def _fetch_and_update_boats_table(self) -> None:
        boats = requests.get(BOATS, timeout=10).json()
        self.call_from_thread(self._update_boats_table, boats)

    def _update_boats_table(self, boats: list[dict]) -> None:
        self._fetch_and_update_boats_table()


if __name__ == "__main__":
    MarinaApp().run()
