"""Loans of a library, and who has them."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LOANS = "http://library.example/loans"


class LibraryApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="loans")
        yield DataTable(id="readers")

    def action_reload(self) -> None:
        self.reload()

    @work(thread=True, exclusive=True, group="all")
    def reload(self) -> None:
        loans = requests.get(LOANS, timeout=10).json()
        self.call_from_thread(self._show_loans, loans)
        self.call_from_thread(self._show_readers, [loan["reader"] for loan in requests.get(LOANS, timeout=10).json()])

    def _show_loans(self, loans: list[dict]) -> None:
        table = self.query_one("#loans", DataTable)
        table.clear()
        for loan in loans:
            table.add_row(loan["book"])

    def _show_readers(self, readers: list[str]) -> None:
        table = self.query_one("#readers", DataTable)
        table.clear()
        for reader in readers:
            table.add_row(reader)


if __name__ == "__main__":
    LibraryApp().run()
