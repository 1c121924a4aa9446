import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class OrdersApp(App):
    def __init__(self) -> None:
        super().__init__()
        self.orders: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")

    def on_mount(self) -> None:
        self.query_one("#orders", DataTable).add_columns("Order")
        self.set_interval(60, self.load)

    @work(thread=True, exclusive=True, group="orders")
    def load(self) -> None:
        found: list[str] = []
        for page in ("one", "two", "three"):
            found += requests.get(f"https://shop.example/{page}").json()
        self.orders = found
        self.call_from_thread(self.show)

    def show(self) -> None:
        table = self.query_one("#orders", DataTable)
        table.clear()
        for order in self.orders:
            table.add_row(order)
