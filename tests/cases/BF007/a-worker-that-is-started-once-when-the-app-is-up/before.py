import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class MotdApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="motd")

    def on_mount(self) -> None:
        self.load()
        self.set_timer(1, self.load_author)

    @work(thread=True, exclusive=True)
    def load(self) -> None:
        text = requests.get("https://motd.example/today").text
        self.call_from_thread(self.query_one("#motd", Static).update, text)

    @work(thread=True, exclusive=True, group="author")
    def load_author(self) -> None:
        text = requests.get("https://motd.example/author").text
        self.call_from_thread(self.query_one("#motd", Static).update, text)
