import threading
import time

from textual.app import App, ComposeResult
from textual.widgets import Label


class Ticker(threading.Thread):
    def __init__(self, label: Label) -> None:
        super().__init__(daemon=True)
        self.label = label

    def run(self) -> None:
        while True:
            time.sleep(1)
            self.label.update(time.ctime())


class TickerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="time")

    def on_mount(self) -> None:
        Ticker(self.query_one("#time", Label)).start()


if __name__ == "__main__":
    TickerApp().run()
