"""A museum shop: what is sold is written to a file, too."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://sales.example"
KEYS = {"sales": ("what", "price"), "returns": ("what", "why")}


class ShopScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="sales-table")
        yield DataTable(id="returns-table")

    def on_mount(self) -> None:
        self.query_one("#sales-table", DataTable).add_columns(*KEYS["sales"])
        self.query_one("#returns-table", DataTable).add_columns(*KEYS["returns"])

    @work(thread=True, exclusive=True, group="sales")
    def reload_sales(self) -> None:
        self._fetch_and_update_sales_table()

    @work(thread=True, exclusive=True, group="returns", exit_on_error=False)
    def reload_returns(self) -> None:
        self._fetch_and_update_returns_table()

    def _fetch_and_update_sales_table(self) -> None:
        sales = requests.get(f"{URL}/sales", timeout=10).json()
        self.app.call_from_thread(self._update_sales_table, sales)

    def _update_sales_table(self, sales: list[dict]) -> None:
        table = self.query_one("#sales-table", DataTable)
        table.clear()
        for row in sales:
            table.add_row(*(row[key] for key in KEYS["sales"]))
        with open("sales.txt", "a") as file:
            file.write(f"{len(sales)} sold")

    def _fetch_and_update_returns_table(self) -> None:
        returns = requests.get(f"{URL}/returns", timeout=10).json()
        self.app.call_from_thread(self._update_returns_table, returns)

    def _update_returns_table(self, returns: list[dict]) -> None:
        self._fetch_and_update_returns_table()


class ShopApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ShopScreen())


if __name__ == "__main__":
    ShopApp().run()
