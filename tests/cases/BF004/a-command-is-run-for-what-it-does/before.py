import subprocess

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Label


class Player(Vertical):
    def compose(self) -> ComposeResult:
        yield Button("Skip", id="skip")
        yield Label("", id="now")

    def on_button_pressed(self) -> None:
        subprocess.run(["mpc", "skip"], check=True)
        self.query_one("#now", Label).update("skipped")


class PlayerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Player()


if __name__ == "__main__":
    PlayerApp().run()
