import functools
import threading
import time
from collections.abc import Callable
from typing import Any

from stagehand import dispatcher
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


def on_main(method: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(method)
    def wrapper(self: Any, *args: object) -> None:
        if threading.current_thread() is threading.main_thread():
            method(self, *args)
        else:
            dispatcher.post(method, self, *args)

    return wrapper


class MailApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("idle", id="state")

    def on_mount(self) -> None:
        self.say("starting")
        self.deliver()

    @on_main
    def say(self, text: str) -> None:
        self.query_one("#state", Label).update(text)

    @work(thread=True)
    def deliver(self) -> None:
        time.sleep(0.01)
        self.say("delivered")


if __name__ == "__main__":
    MailApp().run()
