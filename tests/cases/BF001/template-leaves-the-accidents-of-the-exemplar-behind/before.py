"""A brewery: tanks were the first table, with a pause for effect; kegs came later."""

import time

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BREWERY = "http://brewery.example"
CELLS = {"tanks": ("name", "beer"), "kegs": ("nr", "beer", "litres")}


class BreweryScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="tanks-table")
        yield DataTable(id="kegs-table")

    def on_mount(self) -> None:
        for name, cells in CELLS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*cells)

    @work(thread=True, exclusive=True, group="tanks")
    def reload_tanks(self) -> None:
        self._fetch_and_update_tanks_table()

    @work(thread=True, exclusive=True, group="kegs", exit_on_error=False)
    def reload_kegs(self) -> None:
        self._fetch_and_update_kegs_table()

    def _fetch_and_update_tanks_table(self) -> None:
        tanks = requests.get(f"{BREWERY}/tanks", timeout=10).json()
        self.app.call_from_thread(self._update_tanks_table, tanks)

    def _update_tanks_table(self, tanks: list[dict]) -> None:
        self.log.info("tanks: the cooling was repaired on Monday")
        table = self.query_one("#tanks-table", DataTable)
        table.clear()
        for row in tanks:
            table.add_row(*(row[cell] for cell in CELLS["tanks"]))
            time.sleep(0.001)
        table.refresh()

    def _fetch_and_update_kegs_table(self) -> None:
        kegs = requests.get(f"{BREWERY}/kegs", timeout=10).json()
        self.app.call_from_thread(self._update_kegs_table, kegs)

    def _update_kegs_table(self, kegs: list[dict]) -> None:
        self._fetch_and_update_kegs_table()


class BreweryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BreweryScreen())


if __name__ == "__main__":
    BreweryApp().run()
