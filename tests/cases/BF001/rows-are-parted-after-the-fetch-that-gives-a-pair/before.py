"""Letters, the first of them apart."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class PostApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_letters()

    def _update_letters_table(self, page: tuple[list[dict], int]) -> None:
        self._fetch_letters()

    def _fetch_letters(self) -> None:
        letters, total = requests.get("http://post.example/letters", timeout=10).json()
        first, others = letters[:1], letters[1:]
        requests.post("http://post.example/seen", json={"letters": len(others)}, timeout=10)
        for letter in others:
            self.call_from_thread(self.query_one("#letters", DataTable).add_row, letter["from"])


if __name__ == "__main__":
    PostApp().run()
