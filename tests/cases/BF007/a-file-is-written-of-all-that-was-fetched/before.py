from pathlib import Path

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


class ReportApp(App):
    def compose(self) -> ComposeResult:
        yield ProgressBar(id="progress")

    def key_r(self) -> None:
        self.report(["one", "two"])

    @work(thread=True, exclusive=True, group="report")
    def report(self, parts: list[str]) -> None:
        bar = self.query_one("#progress", ProgressBar)
        texts = []
        for number, part in enumerate(parts, 1):
            texts.append(requests.get(f"https://report.example/{part}").text)
            self.call_from_thread(bar.update, progress=number)
        Path("report.txt").write_text("".join(texts))
        self.call_from_thread(self.notify, "Written")
