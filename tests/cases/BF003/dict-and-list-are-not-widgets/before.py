import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Cache(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.rates: dict[str, float] = {}
        self.seen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label(id="rates")

    @work(thread=True)
    def load(self) -> None:
        rates = requests.get("http://bank.example/rates", timeout=5).json()
        self.rates.clear()
        self.rates.update(rates)
        self.seen.extend(rates)
        self.call_from_thread(self.show)

    def show(self) -> None:
        self.query_one("#rates", Label).update(", ".join(self.seen))


if __name__ == "__main__":
    Cache().run()
