"""Orders of a coffee bar."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class CoffeeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")

    async def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Drink", "Table")

    @work(thread=True, exclusive=True, group="orders")
    def reload(self) -> None:
        self._fetch_and_update_orders()

    async def restore(self, orders: list[dict]) -> None:
        await self._update_orders(orders)

    async def _update_orders(self, orders: list[dict]) -> None:
        """Show orders."""
        table = self.query_one("#orders", DataTable)
        table.clear()
        for order in orders:
            table.add_row(order["drink"], str(order["table"]))

    def _fetch_and_update_orders(self) -> None:
        orders = requests.get("http://bar.example/orders", timeout=10).json()
        self.call_from_thread(self._update_orders, orders)


if __name__ == "__main__":
    CoffeeApp().run()
