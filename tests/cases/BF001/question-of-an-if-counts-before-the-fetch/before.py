"""Letters; looks are counted."""

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
        self._count = 0

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

    def _looks(self) -> int:
        self._count += 1
        return self._count

    def _fetch_and_update_letters_table(self) -> None:
        if self._looks() > 3:
            self.log("often")
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        self.call_from_thread(self._show_letters, letters, f"look {self._count}")

    def _show_letters(self, letters: list[dict], title: str = "Letters") -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = title
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
