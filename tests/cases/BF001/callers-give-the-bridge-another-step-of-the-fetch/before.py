"""Books of a library: what is on loan, by whom, and what is new."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Catalogue:
    def loans(self) -> list[dict]:
        return requests.get("http://library.example/loans", timeout=10).json()

    def shelf(self) -> dict:
        return requests.get("http://library.example/shelf", timeout=10).json()


class LibraryApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.catalogue = Catalogue()

    def compose(self) -> ComposeResult:
        yield DataTable(id="loans")
        yield DataTable(id="late")
        yield DataTable(id="readers")
        yield DataTable(id="shelf")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("What", "Days")

    @work(thread=True, exclusive=True, group="all")
    def reload(self) -> None:
        loans = self.catalogue.loans()
        self.call_from_thread(self._update_loans, loans)
        self.call_from_thread(self._update_late, loans)
        self.call_from_thread(self._update_readers, [loan["reader"] for loan in self.catalogue.loans()])
        shelf = self.catalogue.shelf()
        self.call_from_thread(self._update_shelf, shelf)

    def _update_loans(self, loans) -> None:
        self._load_loans()

    def _load_loans(self) -> None:
        loans = [(loan["book"], loan["days"]) for loan in self.catalogue.loans()]
        table = self.query_one("#loans", DataTable)
        self.call_from_thread(table.clear)
        self.call_from_thread(table.add_rows, loans)

    def _update_late(self, loans: list[dict]) -> None:
        self._load_late()

    def _load_late(self) -> None:
        late = sorted(self.catalogue.loans(), key=lambda loan: loan["days"], reverse=True)
        table = self.query_one("#late", DataTable)
        self.call_from_thread(table.clear)
        for loan in late:
            self.call_from_thread(table.add_row, loan["book"], loan["days"])

    def _update_readers(self, readers: list[str]) -> None:
        self._load_readers()

    def _load_readers(self) -> None:
        loans = self.catalogue.loans()
        readers = [loan["reader"] for loan in loans]
        table = self.query_one("#readers", DataTable)
        self.call_from_thread(table.clear)
        for reader in readers:
            self.call_from_thread(table.add_row, reader, readers.count(reader))

    def _update_shelf(self, shelf) -> None:
        self._load_shelf()

    def _load_shelf(self) -> None:
        shelf = self.catalogue.shelf()["books"]
        table = self.query_one("#shelf", DataTable)
        self.call_from_thread(table.clear)
        for book in shelf:
            self.call_from_thread(table.add_row, book["title"], book["days"])


if __name__ == "__main__":
    LibraryApp().run()
