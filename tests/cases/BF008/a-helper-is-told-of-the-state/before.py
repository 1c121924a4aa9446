import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.worker import Worker, WorkerState


class BuildsApp(App):
    BINDINGS = [("escape", "cancel", "Cancel")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="builds")

    def on_mount(self) -> None:
        self.query_one("#builds", DataTable).add_columns("Build")

    def action_cancel(self) -> None:
        self.workers.cancel_group(self, "builds")

    @work(thread=True, exclusive=True, group="builds", exit_on_error=False)
    def load(self) -> list[str]:
        return requests.get("https://ci.example/builds").json()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        table = self.query_one("#builds", DataTable)
        if event.state == WorkerState.RUNNING:
            table.loading = True
        elif event.state == WorkerState.SUCCESS:
            table.loading = False
        else:
            self.ended_badly(table)

    def ended_badly(self, table: DataTable) -> None:
        table.loading = False
