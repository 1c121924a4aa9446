from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Clock(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="clock")

    @work(exclusive=True)
    def tick(self) -> None:
        self.query_one("#clock", Label).update("tick")


if __name__ == "__main__":
    Clock().run()
