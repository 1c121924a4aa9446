from __future__ import annotations

import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Loading:
    def load(self: MyApp) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "loaded")


class MyApp(Loading, App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="state")

    @work(thread=True)
    def start_loading(self) -> None:
        self.load()

    def show(self, text: str) -> None:
        self.query_one("#state", Label).update(text)


if __name__ == "__main__":
    MyApp().run()
