import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import (
    Worker,
)


class NewsApp(App):
    last: Worker | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="news")

    def key_n(self) -> None:
        self.last = self.refresh_news("new")

    @work(thread=True, exclusive=True, group="news")
    def refresh_news(self, topic: str) -> None:
        self._fetch_and_show(topic)

    def _fetch_and_show(self, topic: str) -> None:
        text = requests.get(f"https://news.example/{topic}").text
        self._publish(text)

    def _publish(self, text: str) -> None:
        self.call_from_thread(self.query_one("#news", Static).update, text)
