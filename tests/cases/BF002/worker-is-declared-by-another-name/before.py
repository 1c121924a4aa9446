import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import textual
from textual import work as job
from textual.app import App, ComposeResult
from textual.widgets import Label

in_thread = textual.work(thread=True, exclusive=True, group="w")
beside = partial(job, thread=True)


class apart:
    """Calls a method in a thread of its own."""

    def __init__(self, method: Callable[..., None]) -> None:
        self.method = method

    def __get__(self, owner: Any, kind: Any) -> Callable[[], None]:
        return threading.Thread(target=self.method, args=(owner,)).start


class Errands(App[None]):
    slow = textual.work(thread=True)

    def compose(self) -> ComposeResult:
        yield Label("", id="errand")

    def on_mount(self) -> None:
        self.post()
        self.shop()
        self.wait()
        self.read()
        self.write()

    @job(thread=True)
    def post(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "x")

    @in_thread
    def shop(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "x")

    @slow
    def wait(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "x")

    @beside(exclusive=True)
    def read(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "x")

    @apart
    def write(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "x")

    def show(self, text: str) -> None:
        self.query_one("#errand", Label).update(text)


if __name__ == "__main__":
    Errands().run()
