import docker
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

client = docker.from_env()


class Harbour(App[None]):
    BINDINGS = [("s", "stop", "Stop")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="containers")
        yield Label("", id="status")

    def action_stop(self) -> None:
        table = self.query_one("#containers", DataTable)
        name = table.get_row_at(table.cursor_row)[0]
        container = client.containers.get(name)
        container.stop()
        self.query_one("#status", Label).update(f"{name} has stopped")
