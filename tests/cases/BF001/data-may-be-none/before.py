"""Sailings of the day at a ferry terminal."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SAILINGS = "http://ferry.example/sailings"


def ask() -> list[dict] | None:
    """The sailings, or None if the office is closed."""
    try:
        return requests.get(SAILINGS, timeout=10).json()
    except requests.ConnectionError:
        return None


class FerryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="sailings")
        yield Static("…", id="status")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("To", "Gate")

    @work(thread=True, group="sailings", exclusive=True)
    def reload(self) -> None:
        self._fetch_and_update_sailings_table()

    def _update_sailings_table(self, sailings: list[dict] | None) -> None:
        self._fetch_and_update_sailings_table()

    def _fetch_and_update_sailings_table(self) -> None:
        sailings = ask()

        def show() -> None:
            status = self.query_one("#status", Static)
            if sailings is None:
                status.update("Closed")
            else:
                table = self.query_one("#sailings", DataTable)
                table.clear()
                for sailing in sailings:
                    table.add_row(sailing["to"], sailing["gate"])
                status.update(f"{len(sailings)} today")

        self.call_from_thread(show)


if __name__ == "__main__":
    FerryApp().run()
