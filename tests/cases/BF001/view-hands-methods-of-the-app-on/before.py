"""Letters; a view hands on what it does not have."""

from typing import Any

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class View:
    def __init__(self, app: "MailApp") -> None:
        self.app = app

    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []
        self._box = "inbox"
        self._view = View(self)

    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def name_box(self, box: str) -> None:
        self._box = box

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        title = f"Letters of {self._box}"
        self._view.name_box("outbox")
        self.call_from_thread(self._show_letters, letters, title)

    def _show_letters(self, letters: list[dict], title: str = "Letters") -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = title
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
