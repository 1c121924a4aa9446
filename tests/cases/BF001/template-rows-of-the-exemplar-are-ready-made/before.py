"""A zoo: the visits come as rows of cells, the animals as they were fetched."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://visits.example"
KEYS = {"visits": ("day", "count"), "animals": ("name", "house")}


class ZooScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="visits-table")
        yield DataTable(id="animals-table")

    def on_mount(self) -> None:
        self.query_one("#visits-table", DataTable).add_columns(*KEYS["visits"])
        self.query_one("#animals-table", DataTable).add_columns(*KEYS["animals"])

    @work(thread=True, exclusive=True, group="visits")
    def reload_visits(self) -> None:
        self._fetch_and_update_visits_table()

    @work(thread=True, exclusive=True, group="animals", exit_on_error=False)
    def reload_animals(self) -> None:
        self._fetch_and_update_animals_table()

    def _fetch_and_update_visits_table(self) -> None:
        visits = requests.get(f"{URL}/visits", timeout=10).json()
        self.app.call_from_thread(self._update_visits_table, visits)

    def _update_visits_table(self, visits: list[dict]) -> None:
        table = self.query_one("#visits-table", DataTable)
        table.clear()
        for row in visits:
            table.add_row(*row)

    def _fetch_and_update_animals_table(self) -> None:
        animals = requests.get(f"{URL}/animals", timeout=10).json()
        self.app.call_from_thread(self._update_animals_table, animals)

    def _update_animals_table(self, animals: list[dict]) -> None:
        self._fetch_and_update_animals_table()


class ZooApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ZooScreen())


if __name__ == "__main__":
    ZooApp().run()
