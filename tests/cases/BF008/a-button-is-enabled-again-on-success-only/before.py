import requests
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Button
from textual.worker import Worker, WorkerState


class DeployApp(App):
    def compose(self) -> ComposeResult:
        yield Button("Check", id="check")

    def on_button_pressed(self) -> None:
        self.query_one("#check").disabled = True
        self.run_worker(self.check, name="check", thread=True, exit_on_error=False)

    def check(self) -> str:
        return requests.get("https://deploy.example/status").text

    @on(Worker.StateChanged)
    def checked(self, event: Worker.StateChanged) -> None:
        if event.worker.name != "check" or event.state is not WorkerState.SUCCESS:
            return
        self.query_one("#check").disabled = False
