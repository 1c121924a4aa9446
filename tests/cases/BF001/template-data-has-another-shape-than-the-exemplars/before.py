"""A stable: horses are handed on as they came, feeds as rows that the fetch has made."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

STABLE = "http://stable.example"
KEYS = {"horses": ("name", "box"), "feeds": ("kind", "kilos")}


class StableApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="horses-table")
        yield DataTable(id="feeds-table")

    def on_mount(self) -> None:
        self.query_one("#horses-table", DataTable).add_columns(*KEYS["horses"])
        self.query_one("#feeds-table", DataTable).add_columns(*KEYS["feeds"])

    @work(thread=True, exclusive=True, group="horses")
    def reload_horses(self) -> None:
        self._fetch_and_update_horses_table()

    @work(thread=True, exclusive=True, group="feeds", exit_on_error=False)
    def reload_feeds(self) -> None:
        self._fetch_and_update_feeds_table()

    def _fetch_and_update_horses_table(self) -> None:
        horses = requests.get(f"{STABLE}/horses", timeout=10).json()
        self.call_from_thread(self._update_horses_table, horses)

    def _update_horses_table(self, horses: list) -> None:
        table = self.query_one("#horses-table", DataTable)
        table.clear()
        for row in horses:
            table.add_row(*(row[key] for key in KEYS["horses"]))

    def _fetch_and_update_feeds_table(self) -> None:
        feeds = requests.get(f"{STABLE}/feeds", timeout=10).json()
        rows = [(feed["kind"], str(feed["kilos"])) for feed in feeds]
        self.call_from_thread(self._update_feeds_table, rows)

    def _update_feeds_table(self, rows: list) -> None:
        self._fetch_and_update_feeds_table()


if __name__ == "__main__":
    StableApp().run()
