"""A queue of print jobs; where there was little to do before the fetch, the table is left alone."""

import shutil

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class PrintApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")

    def on_mount(self) -> None:
        self.query_one("#jobs", DataTable).add_columns("Title", "Pages")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_jobs_table()

    def _update_jobs_table(self, jobs: list[dict]) -> None:
        self._fetch_and_update_jobs_table()

    def _fetch_and_update_jobs_table(self) -> None:
        free = shutil.disk_usage("/").free
        jobs = requests.get("http://print.example/jobs", timeout=10).json()

        def show() -> None:
            table = self.query_one("#jobs", DataTable)
            table.clear()
            for job in jobs:
                table.add_row(job["title"], str(job["pages"]))

        if free > 1_000_000:
            self.call_from_thread(show)


if __name__ == "__main__":
    PrintApp().run()
