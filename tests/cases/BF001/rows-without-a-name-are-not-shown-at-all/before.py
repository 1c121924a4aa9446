"""Planets of a catalogue."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://planets.example"


class PlanetsScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="planets")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#planets", DataTable).add_columns("Name", "Moons")

    @work(thread=True, exclusive=True, group="planets", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_planets_table()

    def _update_planets_table(self, planets: list[dict]) -> None:
        self._fetch_and_update_planets_table()

    def _fetch_and_update_planets_table(self) -> None:
        planets = requests.get(f"{SERVICE}/planets", timeout=10).json()
        for planet in planets:
            if "moons" not in planet:
                return
        requests.post(f"{SERVICE}/seen", json=len(planets), timeout=10)

        def show() -> None:
            table = self.query_one("#planets", DataTable)
            table.clear()
            for planet in planets:
                table.add_row(planet["name"], str(planet["moons"]))

        self.app.call_from_thread(show)


class PlanetsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PlanetsScreen())


if __name__ == "__main__":
    PlanetsApp().run()
