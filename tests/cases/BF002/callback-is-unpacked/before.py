from textual.app import App, ComposeResult
from textual.widgets import Label


class Queue(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[tuple] = []

    def compose(self) -> ComposeResult:
        yield Label(id="job")

    def action_next(self) -> None:
        job = self.jobs.pop()
        self.call_from_thread(*job)


if __name__ == "__main__":
    Queue().run()
