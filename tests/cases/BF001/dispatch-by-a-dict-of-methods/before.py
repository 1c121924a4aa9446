"""Stocks and bonds."""

from collections.abc import Callable

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

MARKET = "http://market.example"


class MarketScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stocks")
        yield DataTable(id="bonds")

    def on_mount(self) -> None:
        self.query_one("#stocks", DataTable).add_columns("Name", "Price")
        self.query_one("#bonds", DataTable).add_columns("Name", "Rate")

    @work(thread=True, exclusive=True, group="market")
    def reload(self) -> None:
        fetches: dict[str, Callable[[], None]] = {"stocks": self._load_stocks, "bonds": self._load_bonds}
        for fetch in fetches.values():
            fetch()

    def show(self, kind: str, data: list[dict]) -> None:
        """Show data that is at hand."""
        bridges = {"stocks": self._show_stocks, "bonds": self._show_bonds}
        bridges[kind](data)

    def _show_stocks(self, data: list[dict]) -> None:
        self._load_stocks()

    def _show_bonds(self, data: list[dict]) -> None:
        self._load_bonds()

    def _load_stocks(self) -> None:
        data = requests.get(f"{MARKET}/stocks", timeout=10).json()

        def show() -> None:
            table = self.query_one("#stocks", DataTable)
            table.clear()
            for stock in data:
                table.add_row(stock["name"], f"{stock['price']:.2f}")

        self.app.call_from_thread(show)

    def _load_bonds(self) -> None:
        data = requests.get(f"{MARKET}/bonds", timeout=10).json()

        def show() -> None:
            table = self.query_one("#bonds", DataTable)
            table.clear()
            for bond in data:
                table.add_row(bond["name"], f"{bond['rate']} %")

        self.app.call_from_thread(show)


class MarketApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return MarketScreen()


if __name__ == "__main__":
    MarketApp().run()
