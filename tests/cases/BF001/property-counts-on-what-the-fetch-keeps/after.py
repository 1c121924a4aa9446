"""Letters; what was read last is counted on, each time that somebody asks."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    BINDINGS = [("n", "number", "Number")]

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

    def action_number(self) -> None:
        self.query_one("#letters", DataTable).border_title = f"{self._seen} letters"

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._show_letters(letters)

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        self._seen = len(letters)
        title = str(self.number)
        self.call_from_thread(self._update_letters_table, letters)

    def _show_letters(self, letters: list[dict], title: str = "Letters") -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = title
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
