import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Quota(App[None]):
    BINDINGS = [("q", "quota", "Quota")]

    def compose(self) -> ComposeResult:
        yield Label("", id="quota")

    def action_quota(self) -> None:
        self._ask()

    @work(thread=True, exclusive=True, group="quota")
    def _ask(self) -> None:
        def show(text: str) -> None:
            self.query_one("#quota", Label).update(text)

        self.call_from_thread(show, "asking …")
        quota = requests.get("https://mail.example/quota").text
        self.call_from_thread(show, quota)
