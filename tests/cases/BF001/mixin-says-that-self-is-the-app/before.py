"""A mixin with the tables of a zoo app; its methods annotate `self` as the app."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

ANIMALS = "http://zoo.example/animals"


class AnimalTables:
    def _fetch_and_update_animals_table(self: ZooApp) -> None:
        animals = requests.get(ANIMALS, timeout=10).json()
        self.call_from_thread(self._update_animals_table, animals)

    def _update_animals_table(self: ZooApp, animals: list[dict]) -> None:
        table = self.query_one("#animals", DataTable)
        table.clear()
        for animal in animals:
            table.add_row(animal["name"], animal["cage"])


class ZooApp(AnimalTables, App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="animals")

    def on_mount(self) -> None:
        self.query_one("#animals", DataTable).add_columns("Animal", "Cage")
        self.reload()

    @work(thread=True, exclusive=True, group="animals")
    def reload(self) -> None:
        self._fetch_and_update_animals_table()


if __name__ == "__main__":
    ZooApp().run()
