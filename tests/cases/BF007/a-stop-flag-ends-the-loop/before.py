import threading
import time

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class MonitorApp(App):
    def __init__(self) -> None:
        super().__init__()
        self.stop_event = threading.Event()
        self.watching = False

    def compose(self) -> ComposeResult:
        yield Static(id="load")

    def key_w(self) -> None:
        self.watching = True
        self.monitor()
        self.monitor_more()

    @work(thread=True, exclusive=True, group="load")
    def monitor(self) -> None:
        while not self.stop_event.wait(5):
            load = requests.get("https://host.example/load").text
            self.call_from_thread(self.query_one("#load", Static).update, load)

    @work(thread=True, exclusive=True, group="more")
    def monitor_more(self) -> None:
        while True:
            load = requests.get("https://host.example/more").text
            if not self.watching:
                break
            self.call_from_thread(self.query_one("#load", Static).update, load)
            time.sleep(1)

    def on_unmount(self) -> None:
        self.stop_event.set()
