"""The pods of a cluster."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

API = "http://cluster.example/api/v1"


class PodsScreen(Screen[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="pods", cursor_type="row")
        yield Static(id="summary")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#pods", DataTable).add_columns("Pod", "Ready", "Restarts")

    @work(thread=True, exclusive=True, group="pods")
    def action_reload(self) -> None:
        self._load_and_show_pod_list()

    def restore(self, pods: list[dict]) -> None:
        """Show what the last session saved."""
        self._show_pods(pods)

    def _show_pods(self, pods: list[dict]) -> None:
        """Show pods in the table."""
        table = self.query_one("#pods", DataTable)
        table.clear()
        for pod in pods:
            ready = "yes" if pod["ready"] else "no"
            table.add_row(pod["name"], ready, str(pod["restarts"]), key=pod["name"])
        self.query_one("#summary", Static).update(f"{len(pods)} pods")

    def _load_and_show_pod_list(self) -> None:
        """Ask the cluster for its pods and show them."""
        pods = requests.get(f"{API}/pods", timeout=10).json()
        self.app.call_from_thread(self._show_pods, pods)


class ClusterApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PodsScreen())


if __name__ == "__main__":
    ClusterApp().run()
