"""Prices of the parts in a basket; the basket is kept on the app, the fetch reads it there."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PRICES = "http://parts.example/prices"


class BasketApp(App[None]):
    BINDINGS = [("b", "both", "Two parts")]

    def __init__(self) -> None:
        super().__init__()
        self._basket: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="prices")

    def on_mount(self) -> None:
        self.query_one("#prices", DataTable).add_columns("Part", "Price")

    def action_both(self) -> None:
        self._update_basket(["nut", "bolt"])

    def _update_basket(self, parts: list[str]) -> None:
        self._basket = parts
        self._fetch_and_show_prices()

    def _fetch_and_show_prices(self) -> None:
        prices = requests.get(PRICES, params={"parts": ",".join(self._basket)}, timeout=10).json()
        table = self.query_one("#prices", DataTable)
        table.clear()
        for part, price in zip(self._basket, prices):
            table.add_row(part, str(price))


if __name__ == "__main__":
    BasketApp().run()
