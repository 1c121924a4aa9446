import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App, ComposeResult
from textual.widgets import Label


class Editor(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("text", id="text")

    def action_edit(self) -> None:
        with self.suspend():
            subprocess.run(["vi", "notes.txt"])
        self.query_one("#text", Label).update("edited")

    def action_shell(self) -> None:
        with self.outside("shell"):
            subprocess.run(["sh"])

    @contextmanager
    def outside(self, what: str) -> Iterator[None]:
        self.log(what)
        with self.suspend():
            yield


if __name__ == "__main__":
    Editor().run()
