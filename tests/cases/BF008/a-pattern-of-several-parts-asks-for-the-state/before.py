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
        match (event.worker.group, event.state):
            case ("builds", WorkerState.SUCCESS):
                self.show(event.worker.result)
            case (_, WorkerState.ERROR):
                self.notify(f"{event.worker.error}")
        match event:
            case Worker.StateChanged(state=WorkerState.SUCCESS):
                self.show(event.worker.result)

    def show(self, builds: list[str]) -> None:
        table = self.query_one("#builds", DataTable)
        table.clear()
        for build in builds:
            table.add_row(build)
