"""Branches of a repository, or that it can't be reached."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


def ask() -> list[dict] | None:
    answer = requests.get("http://git.example/branches", timeout=10)
    return answer.json() if answer.ok else None


class BranchesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="branches")
        yield Static(id="status")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Name", "By")

    @work(thread=True, exclusive=True, group="branches")
    def reload(self) -> None:
        self.call_from_thread(self._update_branches, ask())

    def _update_branches(self, branches: list[dict] | None) -> None:
        if branches is None:
            branches = []
        self._load_branches()

    def _load_branches(self) -> None:
        found = ask()

        def show() -> None:
            table = self.query_one("#branches", DataTable)
            table.clear()
            self.query_one("#status", Static).update("gone" if not isinstance(found, list) else "here")
            for branch in found or ():
                table.add_row(branch["name"], branch["by"])

        self.call_from_thread(show)


if __name__ == "__main__":
    BranchesApp().run()
