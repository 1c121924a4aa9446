from textual.app import App, ComposeResult
from textual.widgets import Label


class Host(App[None]):
    def __init__(self, plugin) -> None:
        super().__init__()
        self.plugin = plugin

    def compose(self) -> ComposeResult:
        yield Label("host")

    def on_mount(self) -> None:
        self.call_from_thread(self.plugin.started, self)
