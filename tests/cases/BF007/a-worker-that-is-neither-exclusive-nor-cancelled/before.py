import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class DownloadsApp(App):
    def compose(self) -> ComposeResult:
        yield RichLog(id="log")

    def key_d(self) -> None:
        self.download("one")
        self.download("two")

    @work(thread=True)
    def download(self, name: str) -> None:
        text = requests.get(f"https://files.example/{name}").text
        self.call_from_thread(self.query_one("#log", RichLog).write, text)
