import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import Worker, WorkerState


class FeedsApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="state")

    def on_mount(self) -> None:
        self.load()

    @work(thread=True, exit_on_error=False)
    def load(self) -> int:
        return len(requests.get("https://feeds.example/feeds").json())

    def on_worker_state_changed(self, message: Worker.StateChanged) -> None:
        if message.state == WorkerState.SUCCESS:
            self.query_one("#state", Static).update(f"{message.worker.result} feeds")
