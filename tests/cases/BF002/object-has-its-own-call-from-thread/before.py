from collections import deque

from textual.app import App, ComposeResult
from textual.widgets import Label


class Mailbox:
    def __init__(self) -> None:
        self.calls = deque()

    def call_from_thread(self, function, *args) -> None:
        self.calls.append((function, args))


class Post(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.mailbox = Mailbox()

    def compose(self) -> ComposeResult:
        yield Label(id="letter")

    def on_mount(self) -> None:
        self.mailbox.call_from_thread(self.open, "hello")

    def open(self, letter: str) -> None:
        self.query_one("#letter", Label).update(letter)


if __name__ == "__main__":
    Post().run()
