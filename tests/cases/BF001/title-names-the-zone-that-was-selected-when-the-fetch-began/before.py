"""Power readings of the zone that is picked in a list."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Select

READINGS = "http://grid.example/readings"
ZONES = [("North", "north"), ("South", "south")]


class GridApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Select(ZONES, id="zone", value="north")
        yield DataTable(id="readings")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Meter", "kW")
        self.reload()

    @work(thread=True, exclusive=True, group="readings")
    def reload(self) -> None:
        self._fetch_and_update_readings_table()

    def restore(self, readings: list[dict]) -> None:
        self._update_readings_table(readings)

    def _update_readings_table(self, readings: list[dict]) -> None:
        self._fetch_and_update_readings_table()

    def _fetch_and_update_readings_table(self) -> None:
        zone = self.query_one("#zone", Select).value
        readings = requests.get(READINGS, params={"zone": zone}, timeout=10).json()

        def show() -> None:
            table = self.query_one("#readings", DataTable)
            table.border_title = f"Zone {zone}"
            table.clear()
            for reading in readings:
                table.add_row(reading["meter"], str(reading["kw"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    GridApp().run()
