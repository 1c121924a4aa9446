import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, ProgressBar


class Oven(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=3, id="bar")
        yield Label(id="state")

    @work(thread=True)
    def bake(self) -> None:
        for minute in range(3):
            time.sleep(0.01)

            def update_ui() -> None:
                self.query_one("#bar", ProgressBar).advance(1)
                self.query_one("#state", Label).update(f"minute {minute}")

            self.call_from_thread(update_ui)
        self.call_from_thread(lambda: self.query_one("#state", Label).update("done"))


if __name__ == "__main__":
    Oven().run()
