import requests
from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Quote(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="quote")

    @work(thread=True)
    def reload(self) -> None:
        label = self.query_one("#quote", Label)
        label.update("asking...")
        text = requests.get("https://quotes.example/today").text
        app = self.app
        app.call_from_thread(app.refresh_css)
        label.update(text)
