"""Letters, and how many of them were seen before."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static(id="letters")

    def on_mount(self) -> None:
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        known = set(self._seen)
        letters = requests.get(f"{SERVICE}/letters", timeout=10).json()
        add = self._seen.add
        for letter in letters:
            add(letter["subject"])
        old = [letter for letter in letters if letter["subject"] in known]
        self.call_from_thread(self._show_letters, letters, old)

    def _show_letters(self, letters: list[dict], old: list[dict]) -> None:
        self.query_one("#letters", Static).update(f"{len(old)} of {len(letters)} seen before")


if __name__ == "__main__":
    MailApp().run()
