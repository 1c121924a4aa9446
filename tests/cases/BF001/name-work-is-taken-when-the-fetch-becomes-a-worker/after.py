"""Jobs of a smithy; this module has a `work` of its own."""

import requests
import textual
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

SMITHY = "http://smithy.example/jobs"


def work(job: dict) -> str:
    """What is to be done, in one word."""
    return job["work"].upper()


class SmithyScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")

    def on_mount(self) -> None:
        self.query_one("#jobs", DataTable).add_columns("Customer", "Work")
        self.set_interval(60, self._fetch_and_update_jobs_table)

    def restore(self, jobs: list[dict]) -> None:
        self._update_jobs_table(jobs)

    def _update_jobs_table(self, jobs: list[dict]) -> None:
        table = self.query_one("#jobs", DataTable)
        table.clear()
        for job in jobs:
            table.add_row(job["customer"], work(job))

    @textual.work(thread=True, exclusive=True, group="_fetch_and_update_jobs_table")
    def _fetch_and_update_jobs_table(self) -> None:
        jobs = requests.get(SMITHY, timeout=10).json()
        self.app.call_from_thread(self._update_jobs_table, jobs)


class SmithyApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(SmithyScreen())


if __name__ == "__main__":
    SmithyApp().run()
