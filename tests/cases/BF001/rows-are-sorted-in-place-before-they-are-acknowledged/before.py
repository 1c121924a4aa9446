"""Letters of a mailbox."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://letters.example"


class MailScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("Name", "From")

    @work(thread=True, exclusive=True, group="letters", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        letters.sort(key=lambda letter: letter["name"])
        requests.post(f"{SERVICE}/seen", json=len(letters), timeout=10)
        self.app.call_from_thread(self._show, letters)

    def _show(self, letters: list[dict]) -> None:
        table = self.query_one("#letters", DataTable)
        table.clear()
        for letter in letters:
            table.add_row(letter["name"], letter["sender"])


class MailApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(MailScreen())


if __name__ == "__main__":
    MailApp().run()
