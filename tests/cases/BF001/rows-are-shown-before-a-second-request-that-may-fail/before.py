"""Letters, and how many of them somebody has been told of, as far as that works."""

from contextlib import suppress

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")
        yield Static(id="told")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        self.call_from_thread(self._show_letters, letters)
        with suppress(OSError):
            requests.post(f"{SERVICE}/told", json=len(letters), timeout=10)
            self.call_from_thread(self._show_told, letters)

    def _show_told(self, letters: list[dict]) -> None:
        self.query_one("#told", Static).update(f"{len(letters)} told")

    def _show_letters(self, letters: list[dict]) -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
