"""Birds at a feeder, counted every few seconds."""

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BIRDS = "http://garden.example/birds"


class FeederScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="birds")

    def on_mount(self) -> None:
        self.query_one("#birds", DataTable).add_columns("Bird", "Visits")
        self.set_interval(30, self._fetch_and_update_birds_table)

    def restore(self, birds: list[dict]) -> None:
        self._update_birds_table(birds)

    def _update_birds_table(self, birds: list[dict]) -> None:
        table = self.query_one("#birds", DataTable)
        table.clear()
        for bird in birds:
            table.add_row(bird["name"], str(bird["visits"]))

    def _fetch_and_update_birds_table(self) -> None:
        birds = requests.get(BIRDS, timeout=10).json()
        self._update_birds_table(birds)


class GardenApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(FeederScreen())


if __name__ == "__main__":
    GardenApp().run()
