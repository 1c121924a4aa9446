"""Boats, and one that is always there."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://boats.example"


class BoatsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._boats: list[dict] = []
        self._last: list[dict] = []
        self._shown = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="boats")

    def on_mount(self) -> None:
        self.query_one("#boats", DataTable).add_columns("Name", "Berth")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_boats_table()

    def _update_boats_table(self, boats: list[dict]) -> None:
        self._fetch_and_update_boats_table()

    def _fetch_and_update_boats_table(self) -> None:
        self._boats = requests.get(f"{SERVICE}/boats", timeout=10).json()
        self._last, self._shown = self._boats, 0
        self._last.append({"name": "ferry", "berth": 1})
        self.call_from_thread(self._show)

    def _show(self) -> None:
        table = self.query_one("#boats", DataTable)
        table.clear()
        for boat in self._boats:
            table.add_row(boat["name"], str(boat["berth"]))


if __name__ == "__main__":
    BoatsApp().run()
