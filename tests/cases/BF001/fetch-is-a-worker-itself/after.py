"""Plants that want water."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class PlantScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="plants")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Plant", "Dry")
        self.set_interval(60, self._fetch_and_update_plants_table)

    def restore(self, plants: list[dict]) -> None:
        self._update_plants_table(plants)

    def _update_plants_table(self, plants: list[dict]) -> None:
        table = self.query_one("#plants", DataTable)
        table.clear()
        for plant in plants:
            table.add_row(plant["name"], "dry" if plant["dry"] else "")

    @work(thread=True, exclusive=True, group="plants")
    def _fetch_and_update_plants_table(self) -> None:
        plants = requests.get("http://garden.example/plants", timeout=10).json()
        self.app.call_from_thread(self._update_plants_table, plants)


class PlantApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PlantScreen())


if __name__ == "__main__":
    PlantApp().run()
