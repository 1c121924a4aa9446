import functools
from collections.abc import Callable

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


def careful(method: Callable[["News"], None]) -> Callable[["News"], None]:
    @functools.wraps(method)
    def inner(self: "News") -> None:
        try:
            method(self)
        except requests.RequestException as error:
            self.notify(str(error), severity="error")

    return inner


class News(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="news")

    @careful
    def action_reload(self) -> None:
        self.read()

    def read(self) -> None:
        self.query_one("#news", Label).update(requests.get("http://news.example/news", timeout=5).text)


if __name__ == "__main__":
    News().run()
