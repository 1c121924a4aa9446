import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Pods(App[None]):
    def compose(self) -> ComposeResult:
        table = DataTable(id="pods")
        table.add_columns("name", "ready")
        yield table

    @work(thread=True)
    def reload(self) -> None:
        table = self.query_one("#pods", DataTable)

        def summary() -> str:
            return f"{count} pods"

        pods = requests.get("https://pods.example/pods").json()
        table.clear()
        for pod in pods:
            table.add_row(pod["name"], str(pod["ready"]))
        count = table.row_count
        table.move_cursor(row=0)
        self.notify(summary())
