"""Runners and training jobs; the table of the jobs bears a name that nothing leads to."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LAB = "http://lab.example"
COLUMNS = {"runner": ("name", "state"), "vertex": ("id", "model")}


class LabApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="runner-table")
        yield DataTable(id="training")
        yield DataTable(id="archive")

    def on_mount(self) -> None:
        self.query_one("#runner-table", DataTable).add_columns(*COLUMNS["runner"])
        self.query_one("#training", DataTable).add_columns("A", "B")
        self.query_one("#archive", DataTable).add_columns("A", "B")

    @work(thread=True, exclusive=True, group="runner")
    def reload_runner(self) -> None:
        self._fetch_and_update_runner_table()

    @work(thread=True, exclusive=True, group="vertex", exit_on_error=False)
    def reload_vertex(self) -> None:
        self._fetch_and_update_vertex_table()

    def _fetch_and_update_runner_table(self) -> None:
        runners = requests.get(f"{LAB}/runners", timeout=10).json()
        self.call_from_thread(self._update_runner_table, runners)

    def _update_runner_table(self, runners: list[dict]) -> None:
        table = self.query_one("#runner-table", DataTable)
        table.clear()
        for row in runners:
            table.add_row(*(row[key] for key in COLUMNS["runner"]))

    def _fetch_and_update_vertex_table(self) -> None:
        jobs = requests.get(f"{LAB}/vertex", timeout=10).json()
        self.call_from_thread(self._update_vertex_table, jobs)

    def _update_vertex_table(self, jobs: list[dict]) -> None:
        self._fetch_and_update_vertex_table()


if __name__ == "__main__":
    LabApp().run()
