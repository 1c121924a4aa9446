import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Usage(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="usage")

    def on_mount(self) -> None:
        self._show(0)
        self._ask()

    @work(thread=True)
    def _ask(self) -> None:
        requests.get("https://usage.example/start")
        self._show(None)

    def _show(self, tokens: int | None) -> None:
        if tokens is None:
            tokens = requests.get("https://usage.example/tokens").json()
        self.query_one("#usage", Label).update(f"{tokens} tokens")
