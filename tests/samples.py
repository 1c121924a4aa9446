"""Programs that several tests look at."""

BASE = """\
from textual.app import App
from textual.widgets import Label


class Base(App):
    def show(self) -> None:
        self.query_one("#time", Label).update("now")
"""
"""Touches the UI; a worker that calls `show` in another file does so in its thread."""
