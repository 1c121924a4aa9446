from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class Stack(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="stack")

    def action_push(self) -> None:
        self.call_from_thread(self.query_one("#stack").mount, Label(id="top"))
        self.query_one("#top", Label).update("new")


if __name__ == "__main__":
    Stack().run()
