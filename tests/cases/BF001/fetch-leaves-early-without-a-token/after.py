"""Repositories of an account."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class RepoApp(App[None]):
    def __init__(self, token: str = "secret") -> None:
        super().__init__()
        self._token = token

    def compose(self) -> ComposeResult:
        yield DataTable(id="repos")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Repository", "Stars")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_repos_table()

    def _update_repos_table(self, repos: list[dict]) -> None:
        table = self.query_one("#repos", DataTable)
        table.clear()
        for repo in repos:
            table.add_row(repo["name"], "★" * repo["stars"])

    def _fetch_and_update_repos_table(self) -> None:
        if not self._token:
            self.call_from_thread(self.notify, "Log in first", severity="warning")
            return
        headers = {"Authorization": f"Bearer {self._token}"}
        repos = requests.get("http://forge.example/repos", headers=headers, timeout=10).json()
        self.call_from_thread(self._update_repos_table, repos)


if __name__ == "__main__":
    RepoApp().run()
