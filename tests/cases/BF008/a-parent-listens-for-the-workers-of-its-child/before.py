import subprocess

from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import Worker, WorkerState


class Branch(Static):
    def on_mount(self) -> None:
        self.run_worker(self.ask, thread=True, exit_on_error=False)

    def ask(self) -> None:
        name = subprocess.check_output(["git", "branch"], text=True)
        self.app.call_from_thread(self.update, name)


class RepoApp(App):
    def compose(self) -> ComposeResult:
        yield Branch(id="branch")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.ERROR:
            self.notify(str(event.worker.error))
