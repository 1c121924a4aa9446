import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.worker import Worker, WorkerState


class BuildsApp(App):
    def compose(self) -> ComposeResult:
        yield DataTable(id="builds")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.RUNNING:
            self.query_one("#builds").loading = True
        elif event.state == WorkerState.SUCCESS:
            self.query_one("#builds").loading = False

    def action_cancel(self) -> None:
        self.workers.cancel_node(self)

    @work(thread=True)
    def load(self) -> list[str]:
        try:
            return requests.get("https://ci.example/builds").json()
        finally:
            self.call_from_thread(self.rest)

    def rest(self) -> None:
        self.query_one("#builds").loading = False
