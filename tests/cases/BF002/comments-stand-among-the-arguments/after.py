import contextlib
from functools import partial

from textual.app import App, ComposeResult
from textual.widgets import Label


class Signs(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="sign")

    def action_paint(self) -> None:
        # Small ones first.
        self.paint(  # the painter
            3,
            style="thin",  # as ever
        )

        with contextlib.suppress(RuntimeError):
            self.paint(4, style="bold")  # and the big one

    def paint(self, size: int, style: str = "") -> None:
        self.query_one("#sign", Label).update(f"{size} {style}")


if __name__ == "__main__":
    Signs().run()
