"""Votes of a poll: after counting, a receipt is sent and a toast shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label

POLL = "http://poll.example"


class PollApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("Counting", id="state")

    def on_mount(self) -> None:
        self.count()

    @work(thread=True, exclusive=True, group="votes")
    def count(self) -> None:
        votes = requests.get(f"{POLL}/votes", timeout=10).json()
        self._counted(votes)

    def _counted(self, votes: list[dict]) -> None:
        self._send_receipt()

    def _send_receipt(self) -> None:
        requests.post(f"{POLL}/receipt", timeout=10)
        self.log("receipt sent")
        self.notify("Votes are counted")


if __name__ == "__main__":
    PollApp().run()
