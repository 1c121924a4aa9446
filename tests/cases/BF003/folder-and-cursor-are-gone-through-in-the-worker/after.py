import sqlite3
from pathlib import Path

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, RichLog


class Store(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog()
        yield DataTable()

    @work(thread=True)
    def files(self) -> None:
        log = self.query_one(RichLog)
        self.call_from_thread(log.clear)
        for path in Path("/var/log").rglob("*.log"):
            self.call_from_thread(log.write, path.name)
        for path in sorted(Path("/etc").iterdir()):
            self.call_from_thread(log.write, path.name)
        self.call_from_thread(log.write, "done")

    @work(thread=True)
    def rows(self) -> None:
        connection = sqlite3.connect("store.db")
        table = self.query_one(DataTable)
        self.call_from_thread(table.clear)
        for row in connection.execute("SELECT name, size FROM files"):
            self.call_from_thread(table.add_row, *row)
        self.call_from_thread(table.move_cursor, row=0)
