"""Headlines; while one is pinned, the table stays as it is."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://headlines.example"


class NewsScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pinned = False

    def compose(self) -> ComposeResult:
        yield DataTable(id="headlines")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#headlines", DataTable).add_columns("Name", "Paper")

    @work(thread=True, exclusive=True, group="headlines", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_headlines_table()

    def _update_headlines_table(self, headlines: list[dict]) -> None:
        if not self.pinned:
            self._show(headlines)

    def _fetch_and_update_headlines_table(self) -> None:
        headlines = requests.get(f"{SERVICE}/headlines", timeout=10).json()
        self.app.call_from_thread(self._update_headlines_table, headlines)

    def action_pin(self) -> None:
        self.pinned = not self.pinned

    def _show(self, headlines: list[dict]) -> None:
        table = self.query_one("#headlines", DataTable)
        table.clear()
        for headline in headlines:
            table.add_row(headline["name"], headline["paper"])


class NewsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(NewsScreen())


if __name__ == "__main__":
    NewsApp().run()
