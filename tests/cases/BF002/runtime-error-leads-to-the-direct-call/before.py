from textual.app import App, ComposeResult
from textual.widgets import Label


class Careful(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="status")

    def on_mount(self) -> None:
        self.status("ready")

    def status(self, text: str) -> None:
        try:
            self.call_from_thread(self._status, text)
        except RuntimeError:
            self._status(text)

    def _status(self, text: str) -> None:
        self.query_one("#status", Label).update(text)


if __name__ == "__main__":
    Careful().run()
