import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Cluster(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.loaders = {"pods": self._load_pods}

    def compose(self) -> ComposeResult:
        yield DataTable(id="pods")
        yield DataTable(id="nodes")

    def on_mount(self) -> None:
        self.query_one("#pods", DataTable).add_columns("Pod")
        self.query_one("#nodes", DataTable).add_columns("Node")

    def action_load(self) -> None:
        self.loaders["pods"]()

    def action_show(self, kind: str = "nodes") -> None:
        getattr(self, f"_read_{kind}")()

    def _load_pods(self) -> None:
        pods = requests.get("http://kube.example/pods", timeout=5).json()
        table = self.query_one("#pods", DataTable)
        table.clear()
        for pod in pods:
            table.add_row(pod)

    def _read_nodes(self) -> None:
        nodes = requests.get("http://kube.example/nodes", timeout=5).json()
        table = self.query_one("#nodes", DataTable)
        table.clear()
        for node in nodes:
            table.add_row(node)


if __name__ == "__main__":
    Cluster().run()
