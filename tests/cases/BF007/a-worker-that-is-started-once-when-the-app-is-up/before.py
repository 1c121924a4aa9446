import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class MotdApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="motd")

    def on_mount(self) -> None:
        self.load()

    @work(thread=True, exclusive=True)
    def load(self) -> None:
        text = requests.get("https://motd.example/today").text
        self.call_from_thread(self.query_one("#motd", Static).update, text)
