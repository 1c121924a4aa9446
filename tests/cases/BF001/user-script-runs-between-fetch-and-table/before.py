"""Planets from an observatory; a script of the user may change them before they are shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PLANETS = "http://sky.example/planets"


class SkyApp(App[None]):
    def __init__(self, script: str = "pass") -> None:
        super().__init__()
        self.script = script

    def compose(self) -> ComposeResult:
        yield DataTable(id="planets")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Planet", "Rises")
        self.reload()

    @work(thread=True, exclusive=True, group="planets")
    def reload(self) -> None:
        self._fetch_and_update_planets_table()

    def _update_planets_table(self, planets: list[dict]) -> None:
        self._fetch_and_update_planets_table()

    def _fetch_and_update_planets_table(self) -> None:
        planets = requests.get(PLANETS, timeout=10).json()
        heading = "Tonight"
        exec(self.script)

        def show() -> None:
            table = self.query_one("#planets", DataTable)
            table.border_title = heading
            table.clear()
            for planet in planets:
                table.add_row(planet["name"], planet["rises"])

        self.call_from_thread(show)


if __name__ == "__main__":
    SkyApp().run()
