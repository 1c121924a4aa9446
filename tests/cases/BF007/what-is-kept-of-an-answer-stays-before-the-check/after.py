import logging

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable
from textual.worker import get_current_worker

log = logging.getLogger(__name__)


class JobsScreen(Screen):
    def __init__(self) -> None:
        super().__init__()
        self.cache: dict[str, list[str]] = {}
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="jobs")

    def on_mount(self) -> None:
        self.query_one("#jobs", DataTable).add_columns("Job")

    def action_reload(self, kind: str = "old") -> None:
        self.kind = kind
        self.run_worker(self._reload, thread=True, exclusive=True, group="jobs")

    def _reload(self) -> None:
        worker = get_current_worker()
        kind = self.kind
        if kind in self.cache:
            jobs = self.cache[kind]
        else:
            jobs = requests.get(f"https://jobs.example/{kind}").json()
            self.cache[kind] = jobs
        self.events.append(f"kept {kind}")
        if not worker.is_cancelled:
            if jobs:
                self.app.call_from_thread(self._show, jobs)
            else:
                self.app.call_from_thread(self._show, ["nothing to do"])
        self.events.append(f"done with {kind}")

    def _show(self, jobs: list[str]) -> None:
        table = self.query_one("#jobs", DataTable)
        table.clear()
        for job in jobs:
            table.add_row(job)


class JobsApp(App):
    def on_mount(self) -> None:
        self.push_screen(JobsScreen())
