import time

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, ProgressBar


class Download(Vertical):
    def compose(self) -> ComposeResult:
        yield Label("waiting", id="state")
        yield ProgressBar(total=2, id="bar")

    @work(thread=True)
    def run_download(self) -> None:
        for _ in range(2):
            time.sleep(0.01)
            self.app.call_from_thread(self.step)
        self.app.call_from_thread(
            self.finish,
            "done",
        )

    def step(self) -> None:
        self.query_one("#bar", ProgressBar).advance(1)

    def finish(self, text: str) -> None:
        self.query_one("#state", Label).update(text)


class DownloadApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Download()


if __name__ == "__main__":
    DownloadApp().run()
