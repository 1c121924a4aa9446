import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input
from textual.worker import get_current_worker


class SearchApp(App):
    def compose(self) -> ComposeResult:
        yield Input()
        yield DataTable(id="hits")

    def on_mount(self) -> None:
        self.query_one("#hits", DataTable).add_columns("Hit")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.search(event.value)

    @work(thread=True, exclusive=True, group="search")
    def search(self, text: str) -> None:
        """Look for what was typed (thread worker)."""
        worker = get_current_worker()
        hits = requests.get(f"https://search.example/{text}").json()

        # All at once.
        if not worker.is_cancelled:
            self.call_from_thread(self.show, hits)

    def show(self, hits: list[str]) -> None:
        table = self.query_one("#hits", DataTable)
        table.clear()
        for hit in hits:
            table.add_row(hit)
