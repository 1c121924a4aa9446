"""Letters, kept on the object; a line says whose they are before the service is told how many came."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []

    def compose(self) -> ComposeResult:
        yield Static(id="whose")
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
        self._letters = self._ask("letters")
        self.call_from_thread(self._name_owner)
        requests.post(f"{SERVICE}/seen", json=len(self._letters), timeout=10)

        def show() -> None:
            table = self.query_one("#letters", DataTable)
            table.clear()
            for letter in self._letters:
                table.add_row(letter["from"], letter["subject"])

        self.call_from_thread(show)

    def _ask(self, what: str) -> list[dict]:
        return requests.get(f"{SERVICE}/{what}", timeout=10).json()

    def _name_owner(self) -> None:
        self.query_one("#whose", Static).update("Your letters")
