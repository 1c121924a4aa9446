"""A harbour: ships that lie in and ships that are due, both loaded by the key for it."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

HARBOUR = "http://harbour.example"


class HarbourApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="berths")
        yield DataTable(id="arrivals")

    def on_mount(self) -> None:
        self.query_one("#berths", DataTable).add_columns("Berth", "Ship")
        self.query_one("#arrivals", DataTable).add_columns("Ship", "Due")

    def action_reload(self) -> None:
        self._fetch_and_update_berths_table()
        self._fetch_and_update_arrivals_table()

    def _update_berths_table(self, berths: list[dict]) -> None:
        table = self.query_one("#berths", DataTable)
        table.clear()
        for berth in berths:
            table.add_row(berth["nr"], berth["ship"])

    @work(thread=True, exclusive=True, group="_fetch_and_update_berths_table")
    def _fetch_and_update_berths_table(self) -> None:
        berths = requests.get(f"{HARBOUR}/berths", timeout=10).json()
        self.call_from_thread(self._update_berths_table, berths)

    def _update_arrivals_table(self, arrivals: list[dict]) -> None:
        table = self.query_one("#arrivals", DataTable)
        table.clear()
        for arrival in arrivals:
            table.add_row(arrival["ship"], arrival["due"])

    @work(thread=True, exclusive=True, group="_fetch_and_update_arrivals_table")
    def _fetch_and_update_arrivals_table(self) -> None:
        arrivals = requests.get(f"{HARBOUR}/arrivals", timeout=10).json()
        self.call_from_thread(self._update_arrivals_table, arrivals)


if __name__ == "__main__":
    HarbourApp().run()
