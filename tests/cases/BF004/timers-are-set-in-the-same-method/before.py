import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Feed(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="feed")

    def on_mount(self) -> None:
        self.set_interval(60, self.beat)
        self.query_one("#feed", Label).update(requests.get("http://feed.example/top", timeout=5).text)

    def beat(self) -> None:
        self.query_one("#feed", Label).toggle_class("beat")


if __name__ == "__main__":
    Feed().run()
