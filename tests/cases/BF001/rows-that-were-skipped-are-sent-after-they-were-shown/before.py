"""Letters of a translator: those that the table has no room for are reported back."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

DESK = "http://translate.example"


class TranslatorApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="letters")

    def on_mount(self) -> None:
        self.query_one("#letters", DataTable).add_columns("From", "Words")
        self.reload()

    @work(thread=True, exclusive=True, group="letters")
    def reload(self) -> None:
        self._fetch_and_update_letters_table()

    def _update_letters_table(self, letters: list[dict]) -> None:
        self._fetch_and_update_letters_table()

    def _fetch_and_update_letters_table(self) -> None:
        skipped: list[str] = []
        letters = requests.get(f"{DESK}/letters", timeout=10).json()

        def show() -> None:
            table = self.query_one("#letters", DataTable)
            table.clear()
            for letter in letters:
                if table.row_count >= self.size.height:
                    skipped.append(letter["id"])
                else:
                    table.add_row(letter["from"], str(letter["words"]))

        self.call_from_thread(show)
        if skipped:
            requests.post(f"{DESK}/skipped", json=skipped, timeout=10)


if __name__ == "__main__":
    TranslatorApp().run()
