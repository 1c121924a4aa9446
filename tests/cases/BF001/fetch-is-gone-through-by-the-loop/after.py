from kubernetes import client
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Cluster(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.core = client.CoreV1Api()

    def compose(self) -> ComposeResult:
        yield DataTable(id="nodes")

    def on_mount(self) -> None:
        self.load_nodes()

    @work(thread=True)
    def load_nodes(self) -> None:
        nodes = self.core.list_node().items
        self.call_from_thread(self.show_nodes, nodes)

    def show_nodes(self, nodes: list[client.V1Node]) -> None:
        rows = []
        for node in nodes:
            ready = "yes" if node.status.ready else "no"
            rows.append((node.metadata.name, ready))
        table = self.query_one("#nodes", DataTable)
        table.clear()
        table.add_rows(rows)
