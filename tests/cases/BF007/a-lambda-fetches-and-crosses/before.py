import requests
from textual.app import App, ComposeResult
from textual.widgets import Static


class TickerApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="price")

    def on_mount(self) -> None:
        self.set_interval(1, self.tick)

    def tick(self) -> None:
        self.run_worker(
            lambda: self.call_from_thread(self.show, requests.get("https://stock.example/price").text),
            thread=True,
            exclusive=True,
            group="price",
        )

    def show(self, price: str) -> None:
        self.query_one("#price", Static).update(price)
