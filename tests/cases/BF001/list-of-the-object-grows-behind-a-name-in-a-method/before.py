"""Letters and a last line, added by a method."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []
        self._box = "inbox"

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
        self._letters = requests.get(f"{SERVICE}/letters", timeout=10).json()

        self.call_from_thread(self._close)
        for letter in self._letters:
            self.call_from_thread(self.query_one("#letters", DataTable).add_row, letter["from"], letter["subject"])

    def _close(self) -> None:
        rows = self._letters
        rows += [{"from": "-", "subject": "end"}]
        self.query_one("#letters", DataTable).clear()


if __name__ == "__main__":
    MailApp().run()
