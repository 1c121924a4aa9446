"""The diff of what was committed last."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog

SERVICE = "http://git.example"


class DiffApp(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog(id="diff")

    @work(thread=True)
    def reload(self) -> None:
        self.load_diff("HEAD")

    def show_diff(self, diff: list[str]) -> None:
        self.load_diff("HEAD")

    def load_diff(self, commit: str) -> None:
        diff = requests.get(f"{SERVICE}/diff", params={"commit": commit}, timeout=10).json()
        log = self.query_one("#diff", RichLog)

        def show() -> None:
            log.clear()
            for line in diff:
                log.write(line)
            log.border_title = commit

        self.call_from_thread(show)


if __name__ == "__main__":
    DiffApp().run()
