from contextlib import suppress

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._letters: list[dict] = []
        self._boxes: dict[str, list[dict]] = {}
        self._busy = False
        self._shown = 1

    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Subject")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _tick(self) -> None:
        self._update_letters_table(self._letters)

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        if self._busy:
            letters = self._boxes.get("inbox", [])
        else:
            letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
            self._boxes["inbox"] = letters
        with suppress(KeyError):

            def update() -> None:
                self.query_one("#letters", DataTable).clear()
                setattr(self, "_" + "shown", 0)

            self.call_from_thread(update)


if __name__ == "__main__":
    MailApp().run()
