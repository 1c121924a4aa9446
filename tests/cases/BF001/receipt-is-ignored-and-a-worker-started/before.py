"""Uploads of a photo shop: when one is through, a worker loads the list anew."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SHOP = "http://photos.example"


class PhotoApp(App[None]):
    BINDINGS = [("u", "upload", "Upload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")

    def on_mount(self) -> None:
        self.query_one("#orders", DataTable).add_columns("Order", "Prints")
        self._fetch_and_update_orders_table()

    @work(thread=True, group="upload")
    def action_upload(self) -> None:
        receipt = requests.post(f"{SHOP}/upload", timeout=60).json()
        self.call_from_thread(self._after_upload, receipt)

    def _after_upload(self, receipt: dict) -> None:
        self._fetch_and_update_orders_table()

    @work(thread=True, exclusive=True, group="orders")
    def _fetch_and_update_orders_table(self) -> None:
        orders = requests.get(f"{SHOP}/orders", timeout=10).json()
        self.call_from_thread(self._fill, orders)

    def _fill(self, orders: list[dict]) -> None:
        table = self.query_one("#orders", DataTable)
        table.clear()
        for order in orders:
            table.add_row(order["nr"], str(order["prints"]))


if __name__ == "__main__":
    PhotoApp().run()
