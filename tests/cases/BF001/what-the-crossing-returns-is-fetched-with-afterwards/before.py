"""A price list that asks for the discounts of the rows that found a place."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

SHOP = "http://shop.example"


class PriceApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="prices")
        yield Label("", id="discounts")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Article", "Price")
        self.load_prices()

    @work(thread=True, group="prices", exclusive=True)
    def load_prices(self) -> None:
        self._fetch_and_show_prices()

    def _show_prices(self, prices: list[dict]) -> None:
        self._fetch_and_show_prices()

    def _fetch_and_show_prices(self) -> None:
        prices = requests.get(f"{SHOP}/prices", timeout=10).json()
        shown = self.call_from_thread(self._fill, prices)
        discounts = requests.get(f"{SHOP}/discounts", params={"articles": ",".join(shown)}, timeout=10).json()
        self.call_from_thread(self.query_one("#discounts", Label).update, f"{len(discounts)} discounts")

    def _fill(self, prices: list[dict]) -> list[str]:
        table = self.query_one("#prices", DataTable)
        table.clear()
        room = max(self.size.height - 2, 1)
        for price in prices[:room]:
            table.add_row(price["article"], price["price"])
        return [price["article"] for price in prices[:room]]


if __name__ == "__main__":
    PriceApp().run()
