import socket
import subprocess

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Input, Label


class Engine:
    def halt(self, name: str) -> bool:
        return subprocess.run(["docker", "stop", name]).returncode == 0


class Panel(Vertical):
    engine = Engine()

    def compose(self) -> ComposeResult:
        yield Button("Halt", id="halt")
        yield Label("", id="state")

    def on_button_pressed(self) -> None:
        if self.engine.halt("stop"):
            self.query_one("#state", Label).update("halted")


class Talk(Vertical):
    def __init__(self) -> None:
        super().__init__()
        self.line = socket.socket()

    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.line.sendall(event.value.encode())
        event.input.clear()


class PanelApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Panel()
        yield Talk()


if __name__ == "__main__":
    PanelApp().run()
