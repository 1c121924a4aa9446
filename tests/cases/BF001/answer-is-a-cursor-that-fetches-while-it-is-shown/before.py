"""Books and readers of a library, straight from its database."""

from __future__ import annotations

import sqlite3

import paramiko
from textual.app import App, ComposeResult
from textual.widgets import DataTable, RichLog


class LibraryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="books")
        yield DataTable(id="readers")
        yield RichLog(id="boot")

    def show_books(self, books) -> None:
        self.load_books()

    def load_books(self) -> None:
        books = sqlite3.connect("library.db").execute("select title, shelf from books")

        def fill() -> None:
            table = self.query_one("#books", DataTable)
            table.clear()
            for title, shelf in books:
                table.add_row(title, shelf)

        self.call_from_thread(fill)

    def show_readers(self, readers) -> None:
        self.load_readers()

    def load_readers(self) -> None:
        readers = self._readers()
        table = self.query_one("#readers", DataTable)
        self.call_from_thread(table.clear)
        for reader in readers:
            self.call_from_thread(table.add_row, *reader)

    def _readers(self):
        return sqlite3.connect("library.db").execute("select name from readers")

    def show_boot(self, lines: list[str]) -> None:
        self.load_boot()

    def load_boot(self) -> None:
        _, stdout, _ = paramiko.SSHClient().exec_command("dmesg")
        lines = stdout
        log = self.query_one("#boot", RichLog)
        for line in lines:
            self.call_from_thread(log.write, line)


if __name__ == "__main__":
    LibraryApp().run()
