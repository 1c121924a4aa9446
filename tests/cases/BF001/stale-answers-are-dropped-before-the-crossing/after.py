"""Search in a book; only the answer to the latest question counts."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class SearchApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._generation = 0
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="hits")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Page", "Line")

    def reload(self) -> None:
        self._generation += 1
        self._ask(self._generation)

    @work(thread=True)
    def _ask(self, generation: int) -> None:
        self._fetch_and_update_hits_table(generation)

    def _update_hits_table(self, hits: list[dict]) -> None:
        table = self.query_one("#hits", DataTable)
        table.clear()
        for hit in hits:
            table.add_row(str(hit["page"]), hit["line"])

    def _fetch_and_update_hits_table(self, generation: int) -> None:
        hits = requests.get("http://book.example/hits", timeout=10).json()
        if generation != self._generation:
            self.events.append("too late")
            return
        self.call_from_thread(self._update_hits_table, hits)


if __name__ == "__main__":
    SearchApp().run()
