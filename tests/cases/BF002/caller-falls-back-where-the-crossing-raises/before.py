from collections.abc import Callable

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Static


class Preview(Vertical):
    _token = 0

    def compose(self) -> ComposeResult:
        yield Static(id="preview")

    def on_mount(self) -> None:
        self.set_border("empty")
        self.load()

    def cross(self, function: Callable[[], None]) -> None:
        token = self._token

        def guarded() -> None:
            if token == self._token:
                function()

        self.app.call_from_thread(guarded)

    def set_border(self, title: str) -> None:
        def show() -> None:
            self.border_title = title

        try:
            self.cross(show)
        except RuntimeError:
            show()

    @work(thread=True)
    def load(self) -> None:
        self.set_border("loaded")
        self.cross(lambda: self.query_one("#preview", Static).update("text"))


class Files(App[None]):
    def compose(self) -> ComposeResult:
        yield Preview()


if __name__ == "__main__":
    Files().run()
