import queue
import time

from textual.app import App, ComposeResult
from textual.widgets import Label


class Inbox(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.inbox: queue.Queue[str] = queue.Queue()
        self.names = {"a": "Ann"}

    def compose(self) -> ComposeResult:
        yield Label(id="inbox")

    def on_mount(self) -> None:
        self.set_interval(1, self.drain)

    def drain(self) -> None:
        time.sleep(0)
        try:
            item = self.inbox.get_nowait()
        except queue.Empty:
            item = "a"
        self.query_one("#inbox", Label).update(self.names.get(item, item))


if __name__ == "__main__":
    Inbox().run()
