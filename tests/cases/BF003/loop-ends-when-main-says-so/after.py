from textual import work
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


class Spinner(App[None]):
    BINDINGS = [("s", "stop", "Stop")]

    def compose(self) -> ComposeResult:
        yield ProgressBar()

    def action_stop(self) -> None:
        self.stopped = True

    @work(thread=True)
    def spin(self) -> None:
        bar = self.query_one(ProgressBar)
        self.stopped = False
        self.call_from_thread(bar.update, total=100)
        while not self.stopped:
            self.call_from_thread(bar.advance, 0.001)
        self.call_from_thread(bar.update, progress=100)
