import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Queue(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")

    def on_mount(self) -> None:
        self.column = self.query_one("#jobs", DataTable).add_columns("Job", "State")[1]

    @work(thread=True)
    def run_job(self) -> None:
        table = self.query_one("#jobs", DataTable)
        row = self.call_from_thread(table.add_row, "wash up", "running")
        time.sleep(0.01)
        self.call_from_thread(table.update_cell, row, self.column, "done")


if __name__ == "__main__":
    Queue().run()
