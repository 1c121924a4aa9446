"""Hives of a beekeeper: each is asked by a thread of a pool, and the method waits for them all."""

from concurrent.futures import ThreadPoolExecutor

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

APIARY = "http://bees.example"


class ApiaryApp(App[None]):
    HIVES = ("north", "south")

    def compose(self) -> ComposeResult:
        yield DataTable(id="hives")

    def on_mount(self) -> None:
        self.query_one("#hives", DataTable).add_columns("Hive", "Grams")
        self.reload()

    @work(thread=True, exclusive=True, group="hives")
    def reload(self) -> None:
        self._fetch_and_update_hives_table()

    def _ask_hive(self, name: str) -> dict:
        return requests.get(f"{APIARY}/hive/{name}", timeout=10).json()

    def _update_hives_table(self, hives: list[dict]) -> None:
        table = self.query_one("#hives", DataTable)
        table.clear()
        for hive in hives:
            table.add_row(hive["name"], str(hive["grams"]))

    def _fetch_and_update_hives_table(self) -> None:
        with ThreadPoolExecutor() as pool:
            hives = list(pool.map(self._ask_hive, self.HIVES))
        self.call_from_thread(self._update_hives_table, hives)


if __name__ == "__main__":
    ApiaryApp().run()
