import importlib
import threading

from textual.app import App, ComposeResult
from textual.widgets import Static


class Engine(threading.Thread):
    def __init__(self, view) -> None:
        super().__init__(daemon=True)
        self.view = view

    def run(self) -> None:
        self.view.set_state("running")


class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("off")

    def on_mount(self) -> None:
        self.set_state("idle")
        self.engine = importlib.import_module("engine").Engine(self)

    def set_state(self, state: str) -> None:
        self.call_from_thread(self.query_one(Static).update, state)


if __name__ == "__main__":
    Viewer().run()
