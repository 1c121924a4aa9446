"""News of the day."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class NewsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("", id="spinner")
        yield DataTable(id="news")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("At", "Title")

    def _spin(self, on: bool) -> None:
        self.query_one("#spinner", Static).update("…" if on else "")

    @work(thread=True, exclusive=True, group="news", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_news_table()

    def _update_news_table(self, news: list[dict]) -> None:
        table = self.query_one("#news", DataTable)
        table.clear()
        for item in news:
            table.add_row(item["at"], item["title"])

    def _fetch_and_update_news_table(self) -> None:
        self.call_from_thread(self._spin, True)
        try:
            news = requests.get("http://news.example/news", timeout=10).json()
            self.call_from_thread(self._update_news_table, news)
        finally:
            self.call_from_thread(self._spin, False)


if __name__ == "__main__":
    NewsApp().run()
