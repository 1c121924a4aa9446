"""Auctions and bids: when the auctions are shown, the bids are loaded after them."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

HALL = "http://hall.example"


class HallApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="auctions")
        yield Label("", id="bids")

    def on_mount(self) -> None:
        self.query_one("#auctions", DataTable).add_columns("Lot", "Until")

    def restore(self, auctions: list[dict]) -> None:
        self._update_auctions_table(auctions)

    def _update_auctions_table(self, auctions: list[dict]) -> None:
        table = self.query_one("#auctions", DataTable)
        table.clear()
        for auction in auctions:
            table.add_row(auction["lot"], auction["until"])
        self._fetch_and_update_bids()

    def _fetch_and_update_bids(self) -> None:
        bids = requests.get(f"{HALL}/bids", timeout=10).json()
        self.query_one("#bids", Label).update(f"{len(bids)} bids")


if __name__ == "__main__":
    HallApp().run()
