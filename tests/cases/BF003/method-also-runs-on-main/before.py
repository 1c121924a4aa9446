import threading

from textual.app import App, ComposeResult
from textual.widgets import Label


class Both(App[None]):
    BINDINGS = [("r", "refresh_now", "Refresh")]

    def compose(self) -> ComposeResult:
        yield Label(id="state")

    def on_mount(self) -> None:
        threading.Thread(target=self.action_refresh_now).start()

    def action_refresh_now(self) -> None:
        self.query_one("#state", Label).update("fresh")


if __name__ == "__main__":
    Both().run()
