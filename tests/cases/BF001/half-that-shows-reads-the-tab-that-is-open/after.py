"""Entries of a ledger, all or only the income."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class LedgerApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._tab = "all"

    def compose(self) -> ComposeResult:
        yield DataTable(id="entries")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Entry", "Amount")

    def only_income(self) -> None:
        self._tab = "income"

    def income_of(self, entries: list[dict]) -> None:
        self.only_income()
        self._update_entries_table(entries)

    @work(thread=True, exclusive=True, group="entries")
    def reload(self) -> None:
        self._fetch_and_update_entries_table()

    def _update_entries_table(self, entries: list[dict]) -> None:
        table = self.query_one("#entries", DataTable)
        table.clear()
        table.border_title = self._tab
        for entry in entries:
            if self._tab == "income" and entry["amount"] < 0:
                continue
            table.add_row(entry["text"], str(entry["amount"]))

    def _fetch_and_update_entries_table(self) -> None:
        entries = requests.get("http://bank.example/entries", timeout=10).json()
        self.call_from_thread(self._update_entries_table, entries)


if __name__ == "__main__":
    LedgerApp().run()
