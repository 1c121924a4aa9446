"""Jobs and hosts of a print shop; the methods say first how they show, then fetch."""

from __future__ import annotations

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

URL = "http://print.example"


class PrintApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")
        yield DataTable(id="hosts")
        yield Label(id="error")

    def on_mount(self) -> None:
        self.query_one("#jobs", DataTable).add_columns("Job", "State")
        self.query_one("#hosts", DataTable).add_columns("Host", "Pages")

    def _update_jobs_table(self, jobs: list[dict]) -> None:
        # The newest come last.
        table = self.query_one("#jobs", DataTable)
        table.clear()
        for job in jobs:
            table.add_row(job["name"], job["state"])

    def _fetch_and_update_jobs_table(self) -> None:
        jobs = requests.get(f"{URL}/jobs", timeout=10).json()
        self.call_from_thread(self._update_jobs_table, jobs)

    def _update_hosts_table(self, hosts: list[dict]) -> None:
        table = self.query_one("#hosts", DataTable)
        table.clear()
        for host in hosts:
            table.add_row(host["name"], host["pages"])

    def _fetch_and_update_hosts_table(self) -> None:
        hosts = []

        def on_error(error: Exception) -> None:
            self.query_one("#error", Label).update(str(error))

        try:
            hosts = requests.get(f"{URL}/hosts", timeout=10).json()
        except requests.RequestException as error:
            self.call_from_thread(on_error, error)
        else:
            self.call_from_thread(self._update_hosts_table, hosts)


if __name__ == "__main__":
    PrintApp().run()
