"""The herbs in a garden."""

import sqlite3
from contextlib import closing

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class HerbsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="herbs")

    @work(thread=True)
    def reload(self) -> None:
        self._load_herbs()

    def _update_herbs(self, rows: list[tuple]) -> None:
        self._load_herbs()

    def _load_herbs(self) -> None:
        with closing(sqlite3.connect("garden.db")) as db:
            names = [row[0] for row in db.execute("select * from herbs")]
        self.call_from_thread(self.query_one("#herbs", Static).update, ", ".join(names))


if __name__ == "__main__":
    HerbsApp().run()
