import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Rates(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="rate")

    def action_reset(self) -> None:
        self.show("-")

    @work(thread=True)
    def load(self) -> None:
        self.show(requests.get("http://bank.example/rate", timeout=5).json())

    def show(self, rate: str) -> None:
        self.call_from_thread(self.query_one("#rate", Label).update, rate)


if __name__ == "__main__":
    Rates().run()
