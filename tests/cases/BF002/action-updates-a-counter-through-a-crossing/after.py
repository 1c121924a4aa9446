"""Count the guests at the door."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class DoorApp(App[None]):
    BINDINGS = [("plus", "enter", "Enter")]

    def __init__(self) -> None:
        super().__init__()
        self.guests = 0

    def compose(self) -> ComposeResult:
        yield Label("0 guests", id="count")

    def action_enter(self) -> None:
        self.guests += 1
        # From the days when a thread counted.
        self.query_one("#count", Label).update(f"{self.guests} guests")  # redraw


if __name__ == "__main__":
    DoorApp().run()
