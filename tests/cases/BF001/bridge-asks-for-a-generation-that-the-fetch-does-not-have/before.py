"""Hits of a search; only those of the last question are shown."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input


class SearchApp(App[None]):
    generation = 0

    def compose(self) -> ComposeResult:
        yield Input()
        yield DataTable()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Hit")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.generation += 1
        self.run_worker(lambda: self._search(event.value, self.generation), thread=True)

    def _search(self, text: str, generation: int) -> None:
        hits = requests.get("http://hits.example/search", params={"q": text}, timeout=10).json()
        self.call_from_thread(self._show_hits, hits, generation)

    def _show_hits(self, hits: list[str], generation: int) -> None:
        if generation == self.generation:
            self._search_again(self.query_one(Input).value)

    def _search_again(self, text: str) -> None:
        found = requests.get("http://hits.example/search", params={"q": text}, timeout=10).json()
        table = self.query_one(DataTable)
        self.call_from_thread(table.clear)
        for hit in found:
            self.call_from_thread(table.add_row, hit)


if __name__ == "__main__":
    SearchApp().run()
