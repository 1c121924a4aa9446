from functools import partial

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Book(App[None]):
    BINDINGS = [("n", "next", "Next")]
    page = 1

    def compose(self) -> ComposeResult:
        yield Label("…", id="text")

    def action_next(self) -> None:
        self.page += 1
        self.run_worker(
            partial(self.load, f"page{self.page}", big=False), group="load", thread=True
        )
        self.page %= 3

    def load(self, name: str, *, big: bool) -> None:
        text = requests.get(f"http://book.example/{name}", timeout=2).text
        self.call_from_thread(self.show, text.upper() if big else text)

    def show(self, text: str) -> None:
        self.query_one("#text", Label).update(text)


if __name__ == "__main__":
    Book().run()
