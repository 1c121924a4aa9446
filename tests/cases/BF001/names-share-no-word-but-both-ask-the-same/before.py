"""What a shop has left."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://shop.example"


class Warehouse:
    def inventory(self) -> list[dict]:
        return requests.get(f"{SERVICE}/inventory", timeout=10).json()


class ShopApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.warehouse = Warehouse()

    def compose(self) -> ComposeResult:
        yield DataTable(id="stock")

    def on_mount(self) -> None:
        self.query_one("#stock", DataTable).add_columns("Article", "Left")

    def _refresh_all(self) -> None:
        found = self.warehouse.inventory()
        self.call_from_thread(self._paint, found)

    def _paint(self, found: list[dict]) -> None:
        self._load()

    def _load(self) -> None:
        articles = self.warehouse.inventory()
        self.call_from_thread(self._fill, articles)

    def _fill(self, articles: list[dict]) -> None:
        table = self.query_one("#stock", DataTable)
        table.clear()
        for article in articles:
            table.add_row(article["name"], str(article["left"]))


if __name__ == "__main__":
    ShopApp().run()
