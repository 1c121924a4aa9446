import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class StatusApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="status")

    def on_mount(self) -> None:
        self.set_interval(10, self.update_status)

    @work(thread=True, exclusive=True, group="status")
    def update_status(self) -> None:
        self.call_from_thread(self.show_status, subprocess.check_output(["git", "status"], text=True))

    def show_status(self, text: str) -> None:
        self.query_one("#status", Static).update(text)
