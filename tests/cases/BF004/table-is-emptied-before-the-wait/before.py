import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Pods(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="pods")

    def on_mount(self) -> None:
        self.query_one("#pods", DataTable).add_columns("Pod")
        self.set_interval(5, self.reload)

    def action_load(self) -> None:
        table = self.query_one("#pods", DataTable)
        table.clear()
        for pod in requests.get("http://kube.example/pods", timeout=5).json():
            table.add_row(pod["name"])

    async def reload(self) -> None:
        table = self.query_one("#pods", DataTable)
        table.clear()
        for pod in requests.get("http://kube.example/pods", timeout=5).json():
            table.add_row(pod["name"])


if __name__ == "__main__":
    Pods().run()
