"""Orders of a shop, a page at a time."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://orders.example"


class OrdersScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#orders", DataTable).add_columns("Name", "Sum")

    @work(thread=True, exclusive=True, group="orders", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_orders_table()

    def _update_orders_table(self, page: tuple[list[dict], int]) -> None:
        orders, total = page
        self._show(orders)

    def _fetch_and_update_orders_table(self) -> None:
        page = self._page()
        self.app.call_from_thread(self._update_orders_table, page)

    def _page(self) -> tuple[list[dict], int]:
        answer = requests.get(f"{SERVICE}/orders", timeout=10).json()
        return answer["items"], answer["total"]

    def _show(self, orders: list[dict]) -> None:
        table = self.query_one("#orders", DataTable)
        table.clear()
        for order in orders:
            table.add_row(order["name"], str(order["sum"]))


class OrdersApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(OrdersScreen())


if __name__ == "__main__":
    OrdersApp().run()
