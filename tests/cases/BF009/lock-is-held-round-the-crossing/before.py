import threading

import requests
from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Account(Screen[None]):
    _lock = threading.Lock()

    def compose(self) -> ComposeResult:
        yield Label("", id="account")

    @work(thread=True)
    def reload(self) -> None:
        with self._lock:
            text = requests.get("https://bank.example/account").text
            self.call_from_thread(self._show, text)

    def _show(self, text: str) -> None:
        with self._lock:
            self.query_one("#account", Label).update(text)
