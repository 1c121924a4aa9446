"""Letters; a dict holds them, and one is added."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []

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
        title = f"{len(letters)} letters"
        boxes = dict(inbox=letters)
        boxes["inbox"].append({"from": "us", "subject": "welcome"})
        self.call_from_thread(self._show_letters, letters, title)

    def _show_letters(self, letters: list[dict], title: str = "Letters") -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = title
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
