"""How the monitor gets its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from textual.widgets import DataTable, Static

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[None]
else:
    Base = object

URL = "http://nodes.example/nodes"


class LoadingMixin(Base):
    """Fetches in a worker and shows on main."""

    def _heading(self, count: int) -> str:
        return f"{count} nodes"

    def _fetch_and_update_nodes_table(self) -> None:
        """Runs in a worker."""
        nodes = requests.get(URL, timeout=10).json()
        self.app.call_from_thread(self._update_nodes_table, nodes)
