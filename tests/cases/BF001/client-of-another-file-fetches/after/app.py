"""Jobs of a service."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.widgets import DataTable

from client import Client


class JobsPanel(Container):
    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def compose(self) -> ComposeResult:
        yield DataTable()

    @work(thread=True, exclusive=True, group="jobs")
    def refresh_jobs(self) -> None:
        self._fetch_and_update_jobs_table()

    def _update_jobs_table(
        self,
        jobs: list[dict[str, Any]],
        *,
        loud: bool = False,
    ) -> None:
        """Show jobs."""
        table = self.query_one(DataTable)
        if not table.columns:
            table.add_columns("Id", "State")
        table.clear()
        for job in jobs:
            table.add_row(str(job["id"]), job["state"], key=str(job["id"]))

    def _fetch_and_update_jobs_table(self) -> None:
        jobs = self._client.jobs()
        self.app.call_from_thread(self._update_jobs_table, jobs)


class JobsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield JobsPanel(Client("http://jobs.example"))


if __name__ == "__main__":
    JobsApp().run()
