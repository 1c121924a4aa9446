import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Sessions(App[None]):
    _local = threading.local()

    def compose(self) -> ComposeResult:
        yield Label("", id="session")

    @work(thread=True)
    def login(self) -> None:
        self._local.session = requests.Session()
        label = self.query_one("#session", Label)
        label.update(self._local.session.headers["User-Agent"])
        label.add_class("known")
        self.query_one("#session", Label).update(threading.current_thread().name)
