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
            self.call_from_thread(
                label.update, requests.get("https://news.example/latest").text
            )
        except requests.RequestException:
            self.call_from_thread(label.update, "failed")
            logger.exception("no news")
            self.call_from_thread(label.add_class, "-error")

    @work(thread=True)
    def show_it(self) -> None:
        try:
            news = requests.get("https://news.example/latest").text
            self.call_from_thread(lambda: self.query_one("#news", Label).update(news))
        except requests.RequestException:
            value = traceback.format_exc()
            self.call_from_thread(lambda: self.query_one("#why", Static).update(value))

    @work(thread=True, exit_on_error=False)
    def hand_it_on(self) -> None:
        label = self.query_one("#news", Label)
        try:
            self.call_from_thread(
                label.update, requests.get("https://news.example/latest").text
            )
        except requests.RequestException:
            self.call_from_thread(label.update, "failed")
            if not label.has_class("-quiet"):
                raise
            self.call_from_thread(label.add_class, "-error")
