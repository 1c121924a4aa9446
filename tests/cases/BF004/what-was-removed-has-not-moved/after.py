"""A message board: what is done is taken off it."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BoardApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="notes")

    def on_mount(self) -> None:
        self.query_one("#notes", DataTable).add_columns("Note")

    @work(thread=True)
    def drop(self, note: int) -> None:
        gone = requests.delete(f"http://board.example/{note}", timeout=10).json()
        self.call_from_thread(self._on_removed, gone)

    def _on_removed(self, gone: dict) -> None:
        self._load()

    @work(thread=True, exclusive=True, group="_load")
    def _load(self) -> None:
        notes = requests.get("http://board.example", timeout=10).json()
        self.notify(f"{len(notes)} notes")


if __name__ == "__main__":
    BoardApp().run()
