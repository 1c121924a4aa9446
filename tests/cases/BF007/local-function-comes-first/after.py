import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label
from textual.worker import get_current_worker


class Quota(App[None]):
    BINDINGS = [("q", "quota", "Quota")]

    def compose(self) -> ComposeResult:
        yield Label("", id="quota")

    def action_quota(self) -> None:
        self._ask()

    @work(thread=True, exclusive=True, group="quota")
    def _ask(self) -> None:
        worker = get_current_worker()

        def show(text: str) -> None:
            self.query_one("#quota", Label).update(text)

        self.call_from_thread(show, "asking …")
        quota = requests.get("https://mail.example/quota").text
        if not worker.is_cancelled:
            self.call_from_thread(show, quota)
