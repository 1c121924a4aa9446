from concurrent.futures import Future, ThreadPoolExecutor

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class News(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="news")

    def on_mount(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        future = self._pool.submit(self._fetch)
        future.add_done_callback(self._fetched)

    def _fetch(self) -> str:
        return requests.get("https://news.example/latest").text

    def _fetched(self, future: Future[str]) -> None:
        self.query_one("#news", Label).update(future.result())
