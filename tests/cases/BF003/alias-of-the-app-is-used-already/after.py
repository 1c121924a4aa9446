import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Price(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="price")
        yield Label(id="state")

    @work(thread=True)
    def ask(self) -> None:
        app = self.app
        price = requests.get("http://shop.example/price", timeout=5).json()
        app.call_from_thread(self.show, price)
        app.call_from_thread(lambda: self.query_one("#state", Label).update("fresh"))

    def show(self, price: int) -> None:
        self.query_one("#price", Label).update(str(price))


class PriceApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Price())


if __name__ == "__main__":
    PriceApp().run()
