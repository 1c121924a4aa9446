"""Bids at an auction."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class AuctionScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="bids")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Who", "Bid")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_bids_table()

    def leave_while_it_loads(self) -> None:
        self.app.run_worker(self._fetch_and_update_bids_table, thread=True)
        self.dismiss()

    async def take_away(self) -> None:
        await self.query_one("#bids").remove()

    async def restore_without_table(self, bids: list[dict]) -> None:
        await self.take_away()
        self._update_bids_table(bids)

    def _update_bids_table(self, bids: list[dict]) -> None:
        self._fetch_and_update_bids_table()

    def _fetch_and_update_bids_table(self) -> None:
        bids = requests.get("http://auction.example/bids", timeout=10).json()

        def show() -> None:
            table = self.query_one("#bids", DataTable)
            table.clear()
            for bid in bids:
                table.add_row(bid["who"], f"{bid['amount']} €")

        try:
            self.app.call_from_thread(show)
        except Exception:
            pass


class AuctionApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(AuctionScreen())


if __name__ == "__main__":
    AuctionApp().run()
