"""Votes of a jury; whoever asks for a repaint on main gets it without a crossing."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

VOTES = "http://jury.example/votes"


class JuryApp(App[None]):
    BINDINGS = [("p", "paint", "Paint")]

    def __init__(self) -> None:
        super().__init__()
        self.votes: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="votes")

    def on_mount(self) -> None:
        self.query_one("#votes", DataTable).add_columns("Juror", "Vote")
        self.reload()

    def action_paint(self) -> None:
        self._update_votes_table(self.votes)

    @work(thread=True, exclusive=True, group="votes")
    def reload(self) -> None:
        self.votes = requests.get(VOTES, timeout=10).json()
        self._update_votes_table(self.votes)

    def _update_votes_table(self, votes: list[dict]) -> None:
        try:
            self.call_from_thread(self._paint, votes)
        except RuntimeError:
            self._paint(votes)

    def _paint(self, votes: list[dict]) -> None:
        table = self.query_one("#votes", DataTable)
        table.clear()
        for vote in votes:
            table.add_row(vote["juror"], vote["vote"])


if __name__ == "__main__":
    JuryApp().run()
