import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Early(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(requests.get("http://early.example/title", timeout=5).text)


if __name__ == "__main__":
    Early().run()
