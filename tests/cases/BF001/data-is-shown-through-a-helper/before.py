"""Ferries of an island; one helper fills every table."""

from collections.abc import Iterable

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

FERRIES = "http://island.example/ferries"


class IslandApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="ferries")

    def on_mount(self) -> None:
        self.query_one("#ferries", DataTable).add_columns("To", "At")
        self.reload()

    @work(thread=True, exclusive=True, group="ferries")
    def reload(self) -> None:
        self._fetch_and_update_ferries_table()

    def _fetch_and_update_ferries_table(self) -> None:
        ferries = requests.get(FERRIES, timeout=10).json()
        self.call_from_thread(self._update_ferries_table, ferries)

    def _update_ferries_table(self, ferries: list[dict]) -> None:
        rows = [(ferry["to"], ferry["at"]) for ferry in ferries]
        self._fill("#ferries", rows)

    def _fill(self, selector: str, rows: Iterable[tuple[str, ...]]) -> None:
        table = self.query_one(selector, DataTable)
        table.clear()
        for row in rows:
            table.add_row(*row)


if __name__ == "__main__":
    IslandApp().run()
