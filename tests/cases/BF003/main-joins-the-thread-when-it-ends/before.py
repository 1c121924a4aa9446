import threading
import time

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Meter(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="load")

    def on_mount(self) -> None:
        self._running = True
        self._thread = threading.Thread(target=self._poll)
        self._thread.start()

    def _poll(self) -> None:
        while self._running:
            load = requests.get("https://meter.example/load").text
            self.query_one("#load", Label).update(load)
            time.sleep(1)

    def on_unmount(self) -> None:
        self._running = False
        self._thread.join()
