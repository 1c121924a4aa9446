import re
import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog
from textual.worker import get_current_worker

LINE = re.compile(r"(?P<level>[A-Z]+) (?P<text>.*)")


class Logs(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog(id="errors")

    def on_mount(self) -> None:
        self.load_errors()

    @work(thread=True, exclusive=True, group="errors")
    def load_errors(self) -> None:
        worker = get_current_worker()
        errors = subprocess.run(["journalctl", "-p", "err"], capture_output=True, text=True).stdout.splitlines()
        counts: dict[str, int] = {}
        for line in errors:
            found = LINE.match(line)
            if found is None:
                continue
            counts[found["text"]] = counts.get(found["text"], 0) + 1
        if worker.is_cancelled:
            return
        log = self.query_one("#errors", RichLog)
        self.call_from_thread(log.clear)
        for text, count in counts.items():
            self.call_from_thread(log.write, f"{count} {text}")

    def show_errors(self, errors: list[str]) -> None:
        self.load_errors()
