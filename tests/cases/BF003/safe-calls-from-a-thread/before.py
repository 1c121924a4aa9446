import time

from textual import work
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Label


class Poll(App[None]):
    class Polled(Message):
        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def compose(self) -> ComposeResult:
        yield Label(id="text")

    @work(thread=True)
    def poll(self) -> None:
        time.sleep(0.01)
        self.log("polled")
        self.post_message(self.Polled("news"))
        self.notify("There is news")
        self.call_later(self.refresh)

    def on_poll_polled(self, message: Polled) -> None:
        self.query_one("#text", Label).update(message.text)


if __name__ == "__main__":
    Poll().run()
