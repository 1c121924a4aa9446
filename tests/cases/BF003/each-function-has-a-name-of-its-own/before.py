import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Steps(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="step")

    @work(thread=True)
    def go(self) -> None:
        label = self.query_one("#step", Label)
        label.update("one")
        label.add_class("one")
        time.sleep(1)
        label.update("two")
        label.add_class("two")
        time.sleep(1)
        label.update("three")
        label.add_class("three")
        time.sleep(1)
        label.update("four")
        label.add_class("four")
        time.sleep(1)
        label.update("five")
        label.add_class("five")
        time.sleep(1)
        label.update("six")
        label.add_class("six")
