"""Letters; each refresh files those that are shown and trims them afterwards, whatever else it asks for."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []
        self._drafts: list[dict] = []
        self._session = requests.Session()

    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()
        self._fetch_and_update_drafts_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        senders = requests.get(f"{SERVICE}/senders", timeout=10).json()
        self._session.post(f"{SERVICE}/seen", json=self._letters, timeout=10)

        def show() -> None:
            table = self.query_one("#letters", DataTable)
            table.clear()
            for letter in self._letters:
                table.add_row(letter["from"], letter["subject"])

        self.call_from_thread(show)
        self._letters = [letter for letter in self._letters if letter["from"] in senders]

    def _update_drafts_table(self, drafts: list[dict]) -> None:
        self._fetch_and_update_drafts_table()

    def _fetch_and_update_drafts_table(self) -> None:
        senders = requests.get(f"{SERVICE}/senders", timeout=10).json()
        self._drafts = self._drafts[-50:]
        self._session.post(f"{SERVICE}/drafts", json=self._drafts, timeout=10)

        def show() -> None:
            table = self.query_one("#letters", DataTable)
            for draft in self._drafts:
                table.add_row("you", draft["subject"])

        self.call_from_thread(show)
        self._drafts = [draft for draft in self._drafts if draft["to"] in senders]


if __name__ == "__main__":
    MailApp().run()
