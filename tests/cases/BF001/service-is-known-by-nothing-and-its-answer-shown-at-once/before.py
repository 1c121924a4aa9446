"""Composers of a catalogue; nothing says what the service is, and the rows are put into the table without a crossing."""

from types import SimpleNamespace

import requests
from textual import work
from textual.app import App
from textual.widgets import DataTable


class CatalogueApp(App):
    def __init__(self, api):
        super().__init__()
        self.api = api

    def compose(self):
        yield DataTable(id="composers")

    def on_mount(self):
        self.query_one("#composers", DataTable).add_columns("Name", "Works")

    @work(thread=True, exclusive=True, group="composers", exit_on_error=False)
    def load(self):
        composers = self.api.list_composers()
        self.call_from_thread(self._update_composers_table, composers)

    def _update_composers_table(self, composers):
        self._fetch_and_update_composers_table()

    def _fetch_and_update_composers_table(self):
        composers = self.api.list_composers()
        table = self.query_one("#composers", DataTable)
        table.clear()
        for composer in composers:
            table.add_row(composer["name"], str(len(composer["works"])))


def over_http():
    return SimpleNamespace(list_composers=lambda: requests.get("http://music.example/composers", timeout=5).json())
