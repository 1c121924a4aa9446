import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog
from textual.worker import get_current_worker


class PagesApp(App):
    BINDINGS = [("s", "stop", "Stop")]

    def compose(self) -> ComposeResult:
        yield RichLog(id="log")

    def action_load(self) -> None:
        self.loading_pages = self.load(["one", "two", "three"])

    def action_stop(self) -> None:
        self.loading_pages.cancel()

    @work(thread=True)
    def load(self, pages: list[str]) -> None:
        worker = get_current_worker()
        for page in pages:
            lines = requests.get(f"https://book.example/{page}").json()
            if worker.is_cancelled:
                return
            for line in lines:
                if worker.is_cancelled:
                    return
                self.call_from_thread(self.write, line)
        if not worker.is_cancelled:
            self.call_from_thread(self.write, "the end")

    def write(self, line: str) -> None:
        self.query_one("#log", RichLog).write(line)
