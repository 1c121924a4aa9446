"""Trucks and routes, filled one after the other from stored data."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

FLEET = "http://fleet.example"


class FleetScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._stored: dict[str, list[dict]] = {}
        self._queue: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="trucks")
        yield DataTable(id="routes")

    def on_mount(self) -> None:
        self.query_one("#trucks", DataTable).add_columns("Plate", "Driven")
        self.query_one("#routes", DataTable).add_columns("Route")

    def load_batch(self, stored: dict[str, list[dict]]) -> None:
        """Show all tables from data that is at hand."""
        self._stored = stored
        self._queue = list(stored)
        self.set_timer(0.05, self._display_next)

    def _display_next(self) -> None:
        if not self._queue:
            return
        name = self._queue.pop(0)
        data = self._stored[name]
        if name == "trucks":
            self._update_trucks_table(data)
        elif name == "routes":
            self._update_routes_table(data)
        self.set_timer(0.05, self._display_next)

    @work(thread=True, group="trucks", exclusive=True)
    def refresh_trucks(self) -> None:
        self._fetch_and_update_trucks_table()

    @work(thread=True, group="routes", exclusive=True)
    def refresh_routes(self) -> None:
        self._fetch_and_update_routes_table()

    def _update_trucks_table(self, trucks: list[dict]) -> None:
        self._fetch_and_update_trucks_table()

    def _update_routes_table(self, routes: list[dict]) -> None:
        self._fetch_and_update_routes_table()

    def _fetch_and_update_trucks_table(self) -> None:
        trucks = requests.get(f"{FLEET}/trucks", timeout=10).json()

        def show() -> None:
            table = self.query_one("#trucks", DataTable)
            table.clear()
            for truck in trucks:
                table.add_row(truck["plate"], f"{truck['km']} km")

        self.app.call_from_thread(show)

    def _fetch_and_update_routes_table(self) -> None:
        routes = requests.get(f"{FLEET}/routes", timeout=10).json()
        table = self.query_one("#routes", DataTable)
        self.app.call_from_thread(table.clear)
        for route in routes:
            self.app.call_from_thread(table.add_row, route["name"])


class FleetApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return FleetScreen()


if __name__ == "__main__":
    FleetApp().run()
