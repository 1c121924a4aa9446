"""Share prices on two screens that borrow the fetching, and nothing else, from one mixin."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

QUOTES = "http://exchange.example/quotes"


class QuoteFetching:
    def _fetch_and_update_quotes_table(self) -> None:
        quotes = requests.get(QUOTES, timeout=10).json()

        def show() -> None:
            table = self.query_one("#quotes", DataTable)
            table.clear()
            for quote in quotes:
                table.add_row(quote["share"], str(quote["price"]))

        self.app.call_from_thread(show)


class WatchlistScreen(QuoteFetching, Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="quotes")

    def on_mount(self) -> None:
        self.query_one("#quotes", DataTable).add_columns("Share", "Price")
        self.reload()

    @work(thread=True, exclusive=True, group="quotes")
    def reload(self) -> None:
        self._fetch_and_update_quotes_table()

    def _update_quotes_table(self, quotes: list[dict]) -> None:
        self._fetch_and_update_quotes_table()


class WideWatchlistScreen(WatchlistScreen):
    def on_screen_resume(self) -> None:
        self.query_one("#quotes", DataTable).styles.width = "100%"


class ExchangeApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(WideWatchlistScreen())


if __name__ == "__main__":
    ExchangeApp().run()
