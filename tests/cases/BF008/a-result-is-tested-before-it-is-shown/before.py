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
        result = event.worker.result
        if result is not None:
            table = self.query_one("#builds", DataTable)
            table.clear()
            for build in result:
                table.add_row(build)
        elif event.state == WorkerState.ERROR:
            self.notify("no builds")
