import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class SkyApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    def action_refresh(self) -> None:
        worker = self.load()
        self.query_one("#sky", Static).update(worker.result.upper())

    @work(thread=True)
    def load(self) -> str:
        return requests.get("https://weather.example/sky").text
