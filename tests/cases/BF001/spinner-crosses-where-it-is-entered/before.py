"""Letters; a spinner turns while the names are worked out."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, LoadingIndicator

SERVICE = "http://mail.example"


class Spinner:
    def __init__(self, app: App[None]) -> None:
        self.app = app

    def __enter__(self) -> None:
        self.app.call_from_thread(self.app.query_one(LoadingIndicator).focus)

    def __exit__(self, *error: object) -> None:
        self.app.call_from_thread(self.app.query_one(LoadingIndicator).blur)


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []
        self._box = "inbox"
        self._spinner = Spinner(self)

    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")
        yield LoadingIndicator()

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
        with self._spinner:
            names = ", ".join(letter["from"] for letter in letters)
        self.call_from_thread(self._show_letters, letters, names)

    def _show_letters(self, letters: list[dict], title: str = "Letters") -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        table.border_title = title
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
