"""A queue of print jobs; the one that is printing stands elsewhere, and the rest are acknowledged."""

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
        found = requests.get("http://print.example/jobs", timeout=10).json()
        _printing, *waiting = found
        requests.post("http://print.example/seen", json={"jobs": len(waiting)}, timeout=10)

        def show() -> None:
            table = self.query_one("#jobs", DataTable)
            table.clear()
            for job in waiting:
                table.add_row(job["title"], str(job["pages"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    PrintApp().run()
