"""The herbs in a garden."""

import sqlite3

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class BedsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="herbs")

    @work(thread=True)
    def reload(self) -> None:
        self._load_herbs()

    def _update_herbs(self, rows: list[tuple]) -> None:
        self._load_herbs()

    def _load_herbs(self) -> None:
        self._rows = sqlite3.connect("garden.db").execute("select * from herbs")
        self.call_from_thread(self.query_one("#herbs", Static).update, ", ".join(row[0] for row in self._rows))


if __name__ == "__main__":
    BedsApp().run()
