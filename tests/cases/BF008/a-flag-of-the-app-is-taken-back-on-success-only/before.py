import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Button, LoadingIndicator, Static
from textual.worker import Worker, WorkerState


class NotesApp(App):
    syncing = reactive(False, init=False)

    def compose(self) -> ComposeResult:
        yield Button("Sync", id="sync")
        yield LoadingIndicator(id="spinner")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#spinner").display = False

    def action_sync(self) -> None:
        self.syncing = True
        self.query_one("#spinner").display = True
        self.sync()

    @work(thread=True, group="sync", exit_on_error=False)
    def sync(self) -> int:
        return len(requests.get("https://notes.example/all").json())

    def watch_syncing(self, syncing: bool) -> None:
        self.query_one("#sync").disabled = syncing

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "sync" and event.state == WorkerState.SUCCESS:
            self.syncing = False
            self.query_one("#spinner").display = False
            self.query_one("#state", Static).update(f"{event.worker.result} notes")
