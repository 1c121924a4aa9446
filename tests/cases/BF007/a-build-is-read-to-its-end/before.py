"""What a build writes, as it comes."""

import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Build(App[None]):
    BINDINGS = [("b", "build", "Build")]

    def compose(self) -> ComposeResult:
        yield RichLog(id="out")

    @work(thread=True, exclusive=True, group="build")
    def action_build(self) -> None:
        log = self.query_one("#out", RichLog)
        process = subprocess.Popen(["make"], stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            self.call_from_thread(log.write, line)
        process.wait()


if __name__ == "__main__":
    Build().run()
