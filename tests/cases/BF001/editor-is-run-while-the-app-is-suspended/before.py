"""Notes that are edited in the user's own editor."""

import os
import subprocess
from pathlib import Path
from tempfile import mkstemp

from textual.app import App, ComposeResult
from textual.widgets import ListItem, ListView, Static


class NotesApp(App[None]):
    BINDINGS = [("e", "edit", "Edit")]

    def __init__(self) -> None:
        super().__init__()
        handle, name = mkstemp(suffix=".md")
        os.close(handle)
        self.path = Path(name)

    def compose(self) -> ComposeResult:
        yield ListView(ListItem(Static("one")))
        yield Static(id="note")

    def action_edit(self) -> None:
        self._open_notes(["one"])

    def _open_notes(self, names: list[str]) -> None:
        self._edit_and_show()

    def _edit_and_show(self) -> None:
        with self.suspend():
            subprocess.run([os.environ.get("EDITOR", "vi"), str(self.path)], check=False)
        self.query_one("#note", Static).update(self.path.name)


if __name__ == "__main__":
    NotesApp().run()
