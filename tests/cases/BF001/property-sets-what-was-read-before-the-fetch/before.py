"""Bags, weighed against the limit of the last look."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://bags.example"


class BagsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._limit = 20

    @property
    def limit(self) -> int:
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        self._limit = value

    def compose(self) -> ComposeResult:
        yield DataTable(id="bags")

    def on_mount(self) -> None:
        self.query_one("#bags", DataTable).add_columns("Owner", "Over")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_bags_table()

    def _update_bags_table(self, bags: list[dict]) -> None:
        self._fetch_and_update_bags_table()

    def _fetch_and_update_bags_table(self) -> None:
        before = self._limit
        bags = requests.get(f"{SERVICE}/bags", timeout=10).json()
        self.limit = max(bag["weight"] for bag in bags)
        table = self.query_one("#bags", DataTable)
        self.call_from_thread(table.clear)
        for bag in bags:
            self.call_from_thread(table.add_row, bag["owner"], str(bag["weight"] - before))


if __name__ == "__main__":
    BagsApp().run()
