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
        self.call_from_thread(label.update, self._local.session.headers["User-Agent"])
        self.call_from_thread(label.add_class, "known")
        value = threading.current_thread().name
        self.call_from_thread(lambda: self.query_one("#session", Label).update(value))
