import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Tide(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="tide")

    @work(thread=True)
    def ask(self) -> None:
        # High or low?
        self.query_one("#tide", Label).update(requests.get("http://sea.example/tide", timeout=5).json())


class TideApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Tide())


if __name__ == "__main__":
    TideApp().run()
