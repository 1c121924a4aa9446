"""How often the words of a text occur."""

from functools import partial

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class WordApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("…", id="title")
        yield DataTable(id="words")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Word", "Count")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_words_table()

    def _update_words_table(self, words: list[dict]) -> None:
        self._fetch_and_update_words_table()

    def _fetch_and_update_words_table(self) -> None:
        words = requests.get("http://text.example/words", timeout=10).json()
        table = self.query_one("#words", DataTable)
        self.call_from_thread(lambda: table.clear())
        for entry in words:
            self.call_from_thread(partial(table.add_row, entry["word"], str(entry["count"]), key=entry["word"]))
        self.call_from_thread(lambda: self.query_one("#title", Static).update(f"{len(words)} words"))


if __name__ == "__main__":
    WordApp().run()
