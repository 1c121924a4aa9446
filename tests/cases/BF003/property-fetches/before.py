import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class Headline(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="news")

    @property
    def latest(self) -> str:
        return requests.get("https://news.example/latest").text

    @work(thread=True)
    def reload(self) -> None:
        news = self.query_one("#news", Static)
        news.update("asking...")
        news.add_class("busy")
        news.update(self.latest)
        news.remove_class("busy")
