"""Water levels of a dam; the lock guards the memory, and painting takes it again."""

import json
import threading
import urllib.request

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LEVELS = "http://dam.example/levels"


class DamApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._memory: dict[str, list[dict]] = {}
        self._painted = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="levels")

    def on_mount(self) -> None:
        self.query_one("#levels", DataTable).add_columns("Gate", "Level")
        self.reload()

    @work(thread=True, exclusive=True, group="levels")
    def reload(self) -> None:
        self._fetch_and_update_levels_table()

    def _update_levels_table(self, levels: list[dict]) -> None:
        """Show the level at every gate."""
        with self._lock:
            self._painted += 1
        table = self.query_one("#levels", DataTable)
        table.clear()
        for level in levels:
            table.add_row(level["gate"], f"{level['metres']:.2f} m")

    def _fetch_and_update_levels_table(self) -> None:
        with self._lock:
            with urllib.request.urlopen(LEVELS, timeout=10) as answer:
                levels = json.load(answer)
            self._memory["levels"] = levels
        self.call_from_thread(self._update_levels_table, levels)


if __name__ == "__main__":
    DamApp().run()
