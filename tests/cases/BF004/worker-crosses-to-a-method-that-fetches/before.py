import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Jobs(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")

    def on_mount(self) -> None:
        self.query_one("#jobs", DataTable).add_columns("Job", "State")

    @work(thread=True, exclusive=True, group="cancel")
    def cancel(self) -> None:
        requests.post("http://jobs.example/cancel", timeout=5)
        self.call_from_thread(self.reload)

    def reload(self) -> None:
        jobs = requests.get("http://jobs.example/jobs", timeout=5).json()
        table = self.query_one("#jobs", DataTable)
        table.clear()
        for job in jobs:
            table.add_row(job["id"], job["state"])


if __name__ == "__main__":
    Jobs().run()
