"""A fleet: vans, bikes and trips. Vans and bikes are shown rightly, each in its own way."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

FLEET = "http://fleet.example"
KEYS = {"vans": ("plate", "driver"), "bikes": ("frame", "rider"), "trips": ("nr", "from", "to")}


class FleetApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="vans-table")
        yield DataTable(id="bikes-table")
        yield DataTable(id="trips-table")

    def on_mount(self) -> None:
        for name, keys in KEYS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*keys)

    @work(thread=True, exclusive=True, group="vans")
    def reload_vans(self) -> None:
        self._fetch_and_update_vans_table()

    @work(thread=True, exclusive=True, group="bikes")
    def reload_bikes(self) -> None:
        self._fetch_and_update_bikes_table()

    @work(thread=True, exclusive=True, group="trips", exit_on_error=False)
    def reload_trips(self) -> None:
        self._fetch_and_update_trips_table()

    def _fetch_and_update_vans_table(self) -> None:
        vans = requests.get(f"{FLEET}/vans", timeout=10).json()
        self.call_from_thread(self._update_vans_table, vans)

    def _update_vans_table(self, vans: list[dict]) -> None:
        table = self.query_one("#vans-table", DataTable)
        table.clear()
        for row in vans:
            table.add_row(*[str(row[key]) for key in KEYS["vans"]])

    def _fetch_and_update_bikes_table(self) -> None:
        bikes = requests.get(f"{FLEET}/bikes", timeout=10).json()
        self.call_from_thread(self._update_bikes_table, bikes)

    def _update_bikes_table(self, bikes: list[dict]) -> None:
        table = self.query_one("#bikes-table", DataTable)
        place = table.cursor_coordinate
        table.clear()
        table.add_rows([[str(row[key]) for key in KEYS["bikes"]] for row in bikes])
        table.cursor_coordinate = place

    def _fetch_and_update_trips_table(self) -> None:
        trips = requests.get(f"{FLEET}/trips", timeout=10).json()
        self.call_from_thread(self._update_trips_table, trips)

    def _update_trips_table(self, trips: list[dict]) -> None:
        self._fetch_and_update_trips_table()


if __name__ == "__main__":
    FleetApp().run()
