import time

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Slow(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="slow")

    @work(thread=True)
    def fetch(self) -> None:
        text = requests.get("http://slow.example/text", timeout=5).json()
        self.call_from_thread(self.show, text)

    @work(thread=True)
    async def nap(self) -> None:
        time.sleep(0.01)

    def show(self, text: str) -> None:
        self.query_one("#slow", Label).update(text)


if __name__ == "__main__":
    Slow().run()
