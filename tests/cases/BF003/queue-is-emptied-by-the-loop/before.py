import queue

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Inbox(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.inbox: queue.Queue[str | None] = queue.Queue()

    def compose(self) -> ComposeResult:
        yield RichLog()

    @work(thread=True)
    def follow(self) -> None:
        log = self.query_one(RichLog)
        log.clear()
        for message in iter(self.inbox.get, None):
            log.write(message)
        log.write("closed")
