"""Votes of an election."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://votes.example"


class VotesScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="votes")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#votes", DataTable).add_columns("Name", "Count")

    @work(thread=True, exclusive=True, group="votes", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_votes_table()

    def _update_votes_table(self, votes: list[dict]) -> None:
        self._fetch_and_update_votes_table()

    def _fetch_and_update_votes_table(self) -> None:
        votes = requests.get(f"{SERVICE}/votes", timeout=10).json()
        if (parties := len(votes)) > 1:
            text = f"{parties} parties"
        else:
            text = "one party"
        requests.post(f"{SERVICE}/seen", json=parties, timeout=10)
        self.app.call_from_thread(self.query_one("#state", Static).update, text.upper())


class VotesApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(VotesScreen())


if __name__ == "__main__":
    VotesApp().run()
