"""Branches and tags of a repository."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BranchesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="branches")
        yield DataTable(id="tags")
        yield DataTable(id="stashes")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Name", "By")

    @work(thread=True, exclusive=True, group="refs")
    def reload(self) -> None:
        self._load_branches()
        self._load_tags()
        self._load_stashes()

    def _update_branches(self, branches: list[dict] | None = None) -> None:
        if branches is None:
            branches = []
        table = self.query_one("#branches", DataTable)
        table.clear()
        for branch in branches:
            table.add_row(branch["name"], branch["by"])

    def _load_branches(self) -> None:
        branches = requests.get("http://git.example/branches", timeout=10).json()
        self.call_from_thread(self._update_branches, branches)

    def _update_tags(self, tags: list[dict] | None) -> None:
        tags = tags or []
        table = self.query_one("#tags", DataTable)
        table.clear()
        for tag in tags:
            table.add_row(tag["name"], tag["by"])

    def _load_tags(self) -> None:
        found = requests.get("http://git.example/tags", timeout=10).json()
        self.call_from_thread(self._update_tags, found)

    def _update_stashes(self, stashes: list[dict] | None) -> None:
        stashes = [] if stashes is None else stashes
        table = self.query_one("#stashes", DataTable)
        table.clear()
        for stash in stashes:
            table.add_row(stash["name"], stash["by"])

    def _load_stashes(self) -> None:
        stashes = requests.get("http://git.example/stashes", timeout=10).json()
        self.call_from_thread(self._update_stashes, stashes)


if __name__ == "__main__":
    BranchesApp().run()
