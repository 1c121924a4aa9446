"""Suggestions while one types; an answer to an older question must not be shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

WORDS = "http://words.example/suggestions"


class SuggestApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._generation = 0

    def compose(self) -> ComposeResult:
        yield Input(id="word")
        yield DataTable(id="suggestions")

    def on_mount(self) -> None:
        self.query_one("#suggestions", DataTable).add_columns("Word")
        self.ask()

    def on_input_changed(self) -> None:
        self.ask()

    def ask(self) -> None:
        self._generation += 1
        self._load()

    @work(thread=True)
    def _load(self) -> None:
        self._fetch_and_update_suggestions_table()

    def _update_suggestions_table(self, suggestions: list[str]) -> None:
        self._fetch_and_update_suggestions_table()

    def _fetch_and_update_suggestions_table(self) -> None:
        generation = self._generation
        suggestions = requests.get(WORDS, timeout=10).json()

        def show() -> None:
            if generation != self._generation:
                return
            table = self.query_one("#suggestions", DataTable)
            table.clear()
            for suggestion in suggestions:
                table.add_row(suggestion)

        self.call_from_thread(show)


if __name__ == "__main__":
    SuggestApp().run()
