import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Orders(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="orders")
        yield Label(id="state")

    @work(thread=True)
    def load(self) -> None:
        orders = requests.get("http://shop.example/orders", timeout=5).json()
        table = self.query_one("#orders", DataTable)
        table.clear()
        for order in orders:
            last = table.add_row(order)
        self.query_one("#state", Label).update("done")
        requests.post("http://shop.example/seen", json={"row": str(last)}, timeout=5)


if __name__ == "__main__":
    Orders().run()
