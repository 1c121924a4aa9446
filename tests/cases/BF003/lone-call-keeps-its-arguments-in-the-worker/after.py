import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Moon(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="moon")

    def on_mount(self) -> None:
        self.label = self.query_one("#moon", Label)

    @work(thread=True)
    def ask(self) -> None:
        self.call_from_thread(
            self.label.update, requests.get("http://sky.example/moon", timeout=5).json()
        )


if __name__ == "__main__":
    Moon().run()
