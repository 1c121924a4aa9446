"""Orders of a web shop."""

from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

ORDERS_URL = "http://shop.example/v2/orders"


@dataclass
class Order:
    number: Annotated[int, lambda number: number > 0]
    total: "Annotated[float, lambda total: round(total, 2)]" = 0.0


class ShopApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")

    def on_mount(self) -> None:
        self.query_one("#orders", DataTable).add_columns("No", "Total")

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
            for order in (Order(**item) for item in found):
                table.add_row(order.number, self._price(order.total))

        self.call_from_thread(refill)

    def _price(self, total: Annotated[float, lambda total: total > 0]) -> "Annotated[str, lambda text: text.strip()]":
        return f"{total:.2f}"


if __name__ == "__main__":
    ShopApp().run()
