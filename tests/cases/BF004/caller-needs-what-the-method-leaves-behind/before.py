import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Basket(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label(id="basket")

    def action_show(self) -> None:
        self.load()
        self.query_one("#basket", Label).update(", ".join(self.items))

    def load(self) -> None:
        self.items = requests.get("http://shop.example/items", timeout=5).json()


if __name__ == "__main__":
    Basket().run()
