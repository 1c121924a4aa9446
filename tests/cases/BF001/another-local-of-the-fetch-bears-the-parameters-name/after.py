"""Tickets that somebody watches, in a panel of their own."""

import requests
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import DataTable

SEARCH = "http://tracker.example/search"


class TicketPanel(Vertical):
    """The watched tickets."""

    def __init__(self, watched: list[int]) -> None:
        super().__init__()
        self.watched = watched

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Ticket", "Title", "State")

    def refresh_tickets(self) -> None:
        self.run_worker(self._fetch_and_update_tickets, thread=True, exclusive=True, group="tickets")

    def _update_tickets(self, tickets: list[dict]) -> None:
        table = self.query_one(DataTable)
        table.clear()
        for hit in tickets:
            table.add_row(f"#{hit['id']}", hit["title"], hit["state"])

    def _fetch_and_update_tickets(self) -> None:
        # The tracker wants its numbers sorted and without repetition.
        tickets = sorted(set(self.watched))
        query = " or ".join(f"id:{number}" for number in tickets)
        hits = requests.post(SEARCH, json={"query": query, "limit": len(tickets)}, timeout=10).json()["hits"]
        self.app.call_from_thread(self._update_tickets, hits)


class TrackerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield TicketPanel([9, 4, 9])


if __name__ == "__main__":
    TrackerApp().run()
