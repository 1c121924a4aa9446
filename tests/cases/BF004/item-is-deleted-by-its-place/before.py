import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class Stock(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.items = ["nails", "glue", "tape"]

    def compose(self) -> ComposeResult:
        yield DataTable(id="stock")
        yield Static(id="left")

    def action_delete(self) -> None:
        place = self.query_one("#stock", DataTable).cursor_row
        requests.delete(f"http://stock.example/{self.items[place]}", timeout=5)
        del self.items[place]
        self.query_one("#left", Static).update(f"{len(self.items)} left")


if __name__ == "__main__":
    Stock().run()
