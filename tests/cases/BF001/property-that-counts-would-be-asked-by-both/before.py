"""Letters, each time under another number."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._seen = 0

    @property
    def number(self) -> int:
        self._seen += 10
        return self._seen

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

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        title = str(self.number)
        self.call_from_thread(self._show_letters, letters)
        requests.post(f"{SERVICE}/seen", data=title, timeout=10)

    def _show_letters(self, letters: list[dict]) -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = f"Number {self._seen}"
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
