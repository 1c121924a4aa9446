"""A reading list whose title line counts what was fetched."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Header

ARTICLES = "http://reader.example/articles"


class ReaderApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(id="articles")

    def on_mount(self) -> None:
        self.query_one("#articles", DataTable).add_columns("Article", "Minutes")

    def action_reload(self) -> None:
        count = self._fetch_and_update_articles_table()
        self.sub_title = f"{count} articles"

    def restore(self, articles: list[dict]) -> None:
        self._update_articles_table(articles)

    def _update_articles_table(self, articles: list[dict]) -> None:
        table = self.query_one("#articles", DataTable)
        table.clear()
        for article in articles:
            table.add_row(article["title"], str(article["minutes"]))

    def _fetch_and_update_articles_table(self) -> int:
        articles = requests.get(ARTICLES, timeout=10).json()
        self._update_articles_table(articles)
        return len(articles)


if __name__ == "__main__":
    ReaderApp().run()
