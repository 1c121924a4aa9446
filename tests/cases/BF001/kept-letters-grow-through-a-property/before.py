import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._last: list[dict] = []
        self._known = False

    @property
    def latest(self) -> list[dict]:
        return self._last

    @latest.setter
    def latest(self, letters: list[dict]) -> None:
        self._last = letters

    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _tick(self) -> None:
        self._update_letters_table(self._last)

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        if self._known:
            letters = self._last
        else:
            letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        table = self.query_one("#letters", DataTable)
        self.call_from_thread(table.clear)
        self.latest.append({"from": "me", "subject": "kept"})
        for letter in letters:
            self.call_from_thread(table.add_row, letter["from"], letter["subject"])


if __name__ == "__main__":
    MailApp().run()
