import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import Worker, WorkerState


class NotesApp(App):
    """What is missing stays missing after a failure, and what is running says so itself."""

    missing = True
    refreshing = False

    def compose(self) -> ComposeResult:
        yield Static(id="state")

    def action_forget(self) -> None:
        self.missing = True

    def action_sync(self) -> None:
        if not self.refreshing:
            self.sync()

    @work(thread=True, exit_on_error=False)
    def sync(self) -> int:
        self.refreshing = True
        try:
            return len(requests.get("https://notes.example/all").json())
        except requests.RequestException:
            return 0
        finally:
            self.refreshing = False

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.SUCCESS:
            self.missing = False
            self.refreshing = False
            self.query_one("#state", Static).update(f"{event.worker.result} notes")
