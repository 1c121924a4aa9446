"""Stock of a bakery; one lock guards the cache and the painting of it."""

import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

STOCK = "http://bakery.example/stock"


class BakeryApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._cache: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="stock")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Loaf", "Left")

    @work(thread=True, exclusive=True, group="stock")
    def reload(self) -> None:
        self._fetch_and_update_stock_table()

    def _update_stock_table(self, stock: list[dict]) -> None:
        self._fetch_and_update_stock_table()

    def _fetch_and_update_stock_table(self) -> None:
        with self._lock:
            stock = requests.get(STOCK, timeout=10).json()
            self._cache = stock
            self.call_from_thread(self._paint, stock)

    def _paint(self, stock: list[dict]) -> None:
        with self._lock:
            table = self.query_one("#stock", DataTable)
            table.clear()
            for loaf in stock:
                table.add_row(loaf["name"], str(loaf["left"]))


if __name__ == "__main__":
    BakeryApp().run()
