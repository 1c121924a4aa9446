"""Postings of a ledger."""

from typing import NamedTuple

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://ledger.example"


class Posting(NamedTuple):
    day: str
    payee: str
    cents: int


class LedgerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="postings")
        yield Static(id="total")

    def on_mount(self) -> None:
        self.query_one("#postings", DataTable).add_columns("Day", "Payee", "Amount")

    @work(thread=True)
    def reload(self) -> None:
        with requests.Session() as session:
            rows = session.get(f"{SERVICE}/postings", timeout=10).json()
        postings = [Posting(**row) for row in rows]
        self.call_from_thread(self.show_postings, postings)

    @work(thread=True)
    def load(self) -> None:
        self.load_and_show()

    def show_postings(self, postings: list[Posting]) -> None:
        table = self.query_one("#postings", DataTable)
        table.clear()
        for posting in postings:
            table.add_row(posting.day, posting.payee, f"{posting.cents / 100:.2f}")
        self.query_one("#total", Static).update(f"Total: {sum(p.cents for p in postings) / 100:.2f}")

    def load_and_show(self) -> None:
        with requests.Session() as session:
            rows = session.get(f"{SERVICE}/postings", timeout=10).json()
        postings = [Posting(**row) for row in rows]
        self.call_from_thread(self.show_postings, postings)


if __name__ == "__main__":
    LedgerApp().run()
