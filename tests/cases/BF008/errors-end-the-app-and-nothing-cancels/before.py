import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.worker import Worker, WorkerState


class BuildsApp(App):
    def compose(self) -> ComposeResult:
        yield DataTable(id="builds")

    def key_r(self) -> None:
        self.load()

    @work(thread=True, exclusive=True)
    def load(self) -> list[str]:
        return requests.get("https://ci.example/builds").json()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        table = self.query_one("#builds", DataTable)
        if event.state == WorkerState.RUNNING:
            table.loading = True
        elif event.state == WorkerState.SUCCESS:
            table.loading = False
