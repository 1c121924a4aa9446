"""A harbour: ships are shown in one way, and the ferries in the fetch itself in another."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

HARBOUR = "http://harbour.example"


class HarbourScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="ships-title")
        yield DataTable(id="ships-table")
        yield Static(id="ferries-title")
        yield DataTable(id="ferries-table")

    def on_mount(self) -> None:
        self.query_one("#ships-table", DataTable).add_columns("Ship", "Berth")
        self.query_one("#ferries-table", DataTable).add_columns("Line", "Leaves", "Cars")

    @work(thread=True, exclusive=True, group="ships")
    def reload_ships(self) -> None:
        self._fetch_and_update_ships_table()

    @work(thread=True, exclusive=True, group="ferries", exit_on_error=False)
    def reload_ferries(self) -> None:
        self._fetch_and_update_ferries_table()

    def _fetch_and_update_ships_table(self) -> None:
        ships = requests.get(f"{HARBOUR}/ships", timeout=10).json()
        self.app.call_from_thread(self._update_ships_table, ships)

    def _update_ships_table(self, ships: list[dict]) -> None:
        self.log.info("ships: the crane is out of order")
        table = self.query_one("#ships-table", DataTable)
        place = table.cursor_coordinate
        table.clear()
        if not ships:
            table.add_row("No ships in port", "")
        for ship in ships:
            table.add_row(ship["name"], ship["berth"])
        table.cursor_coordinate = place
        self.query_one("#ships-title", Static).update(f"{len(ships)} ships")

    def _fetch_and_update_ferries_table(self) -> None:
        found = requests.get(f"{HARBOUR}/ferries", timeout=10).json()
        late = sum(ferry["late"] for ferry in found)

        def show() -> None:
            self.query_one("#ferries-title", Static).update(f"{late} minutes late in all")
            board = self.query_one("#ferries-table", DataTable)
            board.clear()
            for ferry in found:
                # The clerk wants to see cars, not places.
                board.add_row(ferry["line"], ferry["leaves"], str(ferry["cars"]))

        self.app.call_from_thread(show)

    def _update_ferries_table(self, ferries: list[dict]) -> None:
        """Show the ferries."""
        self._fetch_and_update_ferries_table()


class HarbourApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(HarbourScreen())


if __name__ == "__main__":
    HarbourApp().run()
