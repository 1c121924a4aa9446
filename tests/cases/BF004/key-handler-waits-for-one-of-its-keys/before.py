"""A message board: `b` asks whether somebody is in the office."""

from __future__ import annotations

import subprocess

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BoardApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="notes")

    def on_mount(self) -> None:
        self.query_one("#notes", DataTable).add_columns("Note")

    def on_key(self, event: events.Key) -> None:
        if event.key == "b":
            self.sub_title = subprocess.getoutput("ring")


if __name__ == "__main__":
    BoardApp().run()
