import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class News(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="news")

    def action_load(self) -> None:
        self.call_from_thread(self.load)

    def load(self) -> None:
        text = requests.get("http://paper.example/news", timeout=5).text
        self.query_one("#news", Label).update(text)


if __name__ == "__main__":
    News().run()
