from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label
from textual.worker import Worker, WorkerState, get_current_worker

import httpx


class PodsApp(App):
    def compose(self) -> ComposeResult:
        yield Label("", id="count")
        yield DataTable(id="pods")

    def on_mount(self) -> None:
        self.query_one("#pods", DataTable).add_columns("Pod")
        self.set_interval(30, self.refresh_pods)

    def refresh_pods(self, space: str = "pods") -> None:
        self.space = space
        self.run_worker(self._load, name="pods", thread=True, exclusive=True, group="pods")

    def _load(self):
        worker = get_current_worker()
        try:
            answer = httpx.get(f"https://cluster.example/{self.space}")
            pods = answer.json()
        except httpx.HTTPError as error:
            if not worker.is_cancelled:
                self.call_from_thread(self.notify, str(error), severity="error")
            return
        names = [pod["name"] for pod in pods]
        if not worker.is_cancelled:
            self.call_from_thread(self._show, names)
            self.call_from_thread(self.query_one("#count", Label).update, f"{len(pods)} pods")

    def _show(self, names: list[str]) -> None:
        table = self.query_one("#pods", DataTable)
        table.clear()
        for name in names:
            table.add_row(name)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.ERROR:
            self.notify("failed")
