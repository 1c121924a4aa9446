"""Orders of a web shop."""

from __future__ import annotations

from typing import Any

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import DataTable, Label

ORDERS_URL = "http://shop.example/v2/orders"


class ShopApp(App[None]):
    def compose(self) -> ComposeResult:
        with Vertical():
            yield DataTable(id="orders")
            yield Label("", id="revenue")

    def on_mount(self) -> None:
        self.query_one("#orders", DataTable).add_columns("No", "Customer", "Total")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_orders_table()

    def _update_orders_table(self, orders: list[dict[str, Any]]) -> None:
        self._fetch_and_update_orders_table()

    def _fetch_and_update_orders_table(self) -> None:
        with httpx.Client(timeout=10) as client:
            response = client.get(ORDERS_URL)
        found = response.json()["items"]

        def refill() -> None:
            table = self.query_one("#orders", DataTable)
            table.clear()
            for order in found:
                table.add_row(order["number"], order["customer"], f"{order['total']:.2f}")
            revenue = sum(order["total"] for order in found)
            self.query_one("#revenue", Label).update(f"Revenue: {revenue:.2f}")

        self.call_from_thread(refill)


if __name__ == "__main__":
    ShopApp().run()
