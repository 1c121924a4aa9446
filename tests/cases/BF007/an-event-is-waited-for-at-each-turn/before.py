import threading
import time
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label
import psutil


class Mon(App):
    def __init__(self) -> None:
        super().__init__()
        self.halt = threading.Event()

    def compose(self) -> ComposeResult:
        yield Label()

    def on_mount(self) -> None:
        self.watch_cpu_now()

    def on_key(self) -> None:
        self.halt.set()
        self.halt = threading.Event()
        self.watch_cpu_now()

    @work(thread=True, exclusive=True, group="m")
    def watch_cpu_now(self) -> None:
        halt = self.halt
        while not halt.wait(1):
            self.call_from_thread(self.show, psutil.cpu_percent())

    def show(self, n: float) -> None:
        self.query_one(Label).update(f"{n}")


if __name__ == "__main__":
    Mon().run()
