"""The monitor's only screen."""

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

from .loading import LoadingMixin


class MonitorScreen(LoadingMixin, Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("…", id="heading")
        yield DataTable(id="nodes")

    def on_mount(self) -> None:
        self.query_one("#nodes", DataTable).add_columns("Node", "Load")

    @work(thread=True, exclusive=True, group="nodes")
    def reload(self) -> None:
        self._fetch_and_update_nodes_table()

    def _update_nodes_table(self, nodes: list[dict]) -> None:
        """Runs on main, data in hand."""
        self._fetch_and_update_nodes_table()
