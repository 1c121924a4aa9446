import subprocess

from textual.app import App, ComposeResult
from textual.widgets import Label


class Editor(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("text", id="text")

    def action_edit(self) -> None:
        with self.suspend():
            subprocess.run(["vi", "notes.txt"])
        self.query_one("#text", Label).update("edited")


if __name__ == "__main__":
    Editor().run()
