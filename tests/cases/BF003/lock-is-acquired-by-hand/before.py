import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Account(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._text = ""

    def compose(self) -> ComposeResult:
        yield Label("", id="account")

    def action_forget(self) -> None:
        with self._lock:
            self._text = ""

    @work(thread=True)
    def reload(self) -> None:
        self._lock.acquire()
        try:
            self._text = requests.get("https://bank.example/account").text
            self.query_one("#account", Label).update(self._text)
        finally:
            self._lock.release()
