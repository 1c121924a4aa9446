"""Stamps in a collection."""

from __future__ import annotations

import sqlite3

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class StampsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stamps")

    def show_stamps(self, stamps: list[tuple]) -> None:
        table = self.query_one("#stamps", DataTable)
        table.clear()
        table.add_rows(stamps)

    def load_stamps(self) -> None:
        cursor = sqlite3.connect("stamps.db").execute("select country, year from stamps")
        stamps = [(country, str(year)) for country, year in cursor]
        self.call_from_thread(self.show_stamps, stamps)


if __name__ == "__main__":
    StampsApp().run()
