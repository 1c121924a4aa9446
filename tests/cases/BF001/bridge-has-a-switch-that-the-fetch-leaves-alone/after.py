"""Quotes of a stock exchange."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class QuotesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="quotes")

    def on_mount(self) -> None:
        self.query_one("#quotes", DataTable).add_columns("Share", "Price")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_quotes_table()

    def _update_quotes_table(self, quotes: list[dict] | None = None, notify: bool = False) -> None:
        table = self.query_one("#quotes", DataTable)
        table.clear()
        for quote in quotes:
            table.add_row(quote["share"], quote["price"])
        if notify:
            self.notify("Quotes updated")

    def _fetch_and_update_quotes_table(self) -> None:
        latest = requests.get("http://exchange.example/quotes", timeout=10).json()
        self.call_from_thread(self._update_quotes_table, latest)


if __name__ == "__main__":
    QuotesApp().run()
