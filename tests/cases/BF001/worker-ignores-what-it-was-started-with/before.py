"""A seed bank; the method that loads is a thread worker, whatever it is given."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SEEDS = "http://seeds.example/seeds"


class SeedApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.known: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="seeds")

    def on_mount(self) -> None:
        self.query_one("#seeds", DataTable).add_columns("Seed", "Year")
        self.reload()

    def reload(self) -> None:
        self._update_seeds_table(self.known)

    @work(thread=True, exclusive=True, group="seeds")
    def _update_seeds_table(self, seeds: list[dict]) -> None:
        self._fetch_and_update_seeds_table()

    def _fetch_and_update_seeds_table(self) -> None:
        seeds = requests.get(SEEDS, timeout=10).json()
        self.call_from_thread(self._fill, seeds)

    def _fill(self, seeds: list[dict]) -> None:
        self.known = seeds
        table = self.query_one("#seeds", DataTable)
        table.clear()
        for seed in seeds:
            table.add_row(seed["name"], str(seed["year"]))


if __name__ == "__main__":
    SeedApp().run()
