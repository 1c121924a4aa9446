"""A newsreader whose feed object lives in a worker thread and crosses when it must."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

HEADLINES = "http://news.example/headlines"


class Feed:
    """Runs in the worker only; no DOM node."""

    def __init__(self, app: "NewsApp") -> None:
        self.app = app
        self.stamps: list[float] = []

    def _update_headlines_table(self, stamps: list[float]) -> None:
        self._fetch_and_update_headlines_table()

    def _fetch_and_update_headlines_table(self) -> None:
        headlines = requests.get(HEADLINES, timeout=10).json()
        self.app.call_from_thread(self.app.show, headlines)


class NewsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="headlines")

    def on_mount(self) -> None:
        self.query_one("#headlines", DataTable).add_columns("Headline")
        self.read()

    @work(thread=True, exclusive=True, group="feed")
    def read(self) -> None:
        feed = Feed(self)
        feed._update_headlines_table(feed.stamps)

    def show(self, headlines: list[dict]) -> None:
        table = self.query_one("#headlines", DataTable)
        table.clear()
        for headline in headlines:
            table.add_row(headline["text"])


if __name__ == "__main__":
    NewsApp().run()
