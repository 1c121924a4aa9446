"""Letters, all of them and the first once more; the ones that are new are remembered in the order of their senders."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._last: list[dict] = []

    def compose(self) -> ComposeResult:
        yield Static(id="first")
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def action_again(self) -> None:
        self._update_letters_table(self._last)

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _restore_letters(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        self.call_from_thread(self._show_letters, letters)
        recent = [letter for letter in letters if letter["new"]]
        recent.sort(key=lambda letter: letter["from"])
        self.call_from_thread(self._show_first, letters[:1])
        self._last = recent

    def _show_letters(self, letters: list[dict]) -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        for letter in letters:
            table.add_row(letter["from"], letter["subject"])

    def _show_first(self, letters: list[dict]) -> None:
        for letter in letters:
            self.query_one("#first", Static).update(letter["subject"])


if __name__ == "__main__":
    MailApp().run()
