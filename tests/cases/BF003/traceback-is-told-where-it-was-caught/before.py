import logging
import traceback

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, Static

logger = logging.getLogger(__name__)


class News(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="news")
        yield Static("", id="why")

    @work(thread=True)
    def log_it(self) -> None:
        label = self.query_one("#news", Label)
        try:
            label.update(requests.get("https://news.example/latest").text)
        except requests.RequestException:
            label.update("failed")
            logger.exception("no news")
            label.add_class("-error")

    @work(thread=True)
    def show_it(self) -> None:
        try:
            news = requests.get("https://news.example/latest").text
            self.query_one("#news", Label).update(news)
        except requests.RequestException:
            self.query_one("#why", Static).update(traceback.format_exc())

    @work(thread=True, exit_on_error=False)
    def hand_it_on(self) -> None:
        label = self.query_one("#news", Label)
        try:
            label.update(requests.get("https://news.example/latest").text)
        except requests.RequestException:
            label.update("failed")
            if not label.has_class("-quiet"):
                raise
            label.add_class("-error")
