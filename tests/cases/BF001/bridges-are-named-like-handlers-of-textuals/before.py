"""Prices at an auction: a thread asks, and tells by `on_…` methods that are nobody's handlers."""

from __future__ import annotations

from functools import partial

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class AuctionApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="lots")
        yield DataTable(id="bids")
        yield Static(id="clock")

    def on_mount(self) -> None:
        self.query_one("#lots", DataTable).add_columns("Lot", "Price")
        self.query_one("#bids", DataTable).add_columns("Who", "Bid")

    def listen(self) -> None:
        def ask_all() -> None:
            lots = self.ask("lots")
            self.call_from_thread(self.on_lots_loaded, lots)
            bids = self.ask("bids")
            self.call_from_thread(lambda: self._on_bids(bids))
            clock = self.ask("clock")
            self.call_from_thread(partial(self.on_clock, clock))

        self.run_worker(ask_all, thread=True)

    def ask(self, what: str):
        return requests.get(f"http://auction.example/{what}", timeout=10).json()

    def on_lots_loaded(self, lots: list[dict]) -> None:
        """The lots are there."""
        self.load_lots()

    def load_lots(self) -> None:
        lots = self.ask("lots")

        def fill() -> None:
            table = self.query_one("#lots", DataTable)
            table.clear()
            for lot in lots:
                table.add_row(lot["name"], lot["price"])

        self.call_from_thread(fill)

    def _on_bids(self, bids):
        self.load_bids()

    def load_bids(self) -> None:
        bids = self.ask("bids")
        table = self.query_one("#bids", DataTable)
        self.call_from_thread(table.clear)
        for bid in bids:
            self.call_from_thread(table.add_row, bid["who"], bid["bid"])

    def on_clock(self, clock: str) -> None:
        self.load_clock()

    def load_clock(self) -> None:
        clock = self.ask("clock")
        self.call_from_thread(self.query_one("#clock", Static).update, f"It is {clock}")


if __name__ == "__main__":
    AuctionApp().run()
