"""Branches of a repository."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BranchesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="branches")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Name", "By")

    @work(thread=True, exclusive=True, group="branches")
    def reload(self) -> None:
        branches = requests.get("http://git.example/branches", timeout=10).json()
        self.call_from_thread(self._update_branches, branches)

    def _update_branches(self, branches: list[dict]) -> None:
        if not self.is_mounted:
            branches = []
        self._load_branches()

    def _load_branches(self) -> None:
        branches = requests.get("http://git.example/branches", timeout=10).json()
        table = self.query_one("#branches", DataTable)
        self.call_from_thread(table.clear)
        for branch in branches:
            self.call_from_thread(table.add_row, branch["name"], branch["by"])


if __name__ == "__main__":
    BranchesApp().run()
