import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


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
        for page in pages:
            lines = requests.get(f"https://book.example/{page}").json()
            for line in lines:
                self.call_from_thread(self.write, line)
        self.call_from_thread(self.write, "the end")

    def write(self, line: str) -> None:
        self.query_one("#log", RichLog).write(line)
