"""Panels that list something."""

import requests
import textual.widgets as tw
from textual import containers, work


class ListPanel(containers.Vertical):
    """A table of entries; subclasses say where they come from."""

    source = ""

    def compose(self):
        yield tw.DataTable()

    def on_mount(self):
        self.query_one(tw.DataTable).add_columns("Entry")

    @work(thread=True, exclusive=True, group="entries")
    def reload(self):
        self._load_and_show_entries()

    def _show_entries(self, entries):
        """Show entries, newest first."""
        table = self.query_one(tw.DataTable)
        table.clear()
        for entry in reversed(entries):
            table.add_row(entry["text"])

    def _load_and_show_entries(self):
        entries = requests.get(f"http://notes.example/{self.source}", timeout=10).json()
        self.app.call_from_thread(self._show_entries, entries)
