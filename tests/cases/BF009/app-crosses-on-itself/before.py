import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Kettle(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("cold", id="water")

    @work(thread=True)
    def boil(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.query_one, "#water")
        self.call_from_thread(self.show, "hot")

    def show(self, text: str) -> None:
        self.query_one("#water", Label).update(text)


if __name__ == "__main__":
    Kettle().run()
