from bus import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("off")

    def on_mount(self) -> None:
        self.set_state("idle")

    @events.on("state")
    def set_state(self, state: str) -> None:
        self.call_from_thread(self.query_one(Static).update, state)


if __name__ == "__main__":
    Viewer().run()
