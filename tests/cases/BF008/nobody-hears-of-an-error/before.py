import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class NewsApp(App):
    def compose(self) -> ComposeResult:
        yield Static("no news", id="news")

    def on_mount(self) -> None:
        self.set_interval(60, self.refresh_news)

    @work(thread=True, exit_on_error=False)
    def refresh_news(self) -> None:
        text = self._fetch()
        self.call_from_thread(self.query_one("#news", Static).update, text)

    def _fetch(self) -> str:
        return requests.get("https://news.example/today").text
