"""Seats of a theatre."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://seats.example"


class TheatreScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="seats")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#seats", DataTable).add_columns("Name", "Row")

    @work(thread=True, exclusive=True, group="seats", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_seats_table()

    def _update_seats_table(self, seats: list[dict]) -> None:
        self._fetch_and_update_seats_table()

    def _fetch_and_update_seats_table(self) -> None:
        seats = requests.get(f"{SERVICE}/seats", timeout=10).json()
        free = self._free(seats)
        self.events.append("kept")

        def show() -> None:
            table = self.query_one("#seats", DataTable)
            table.clear()
            for seat in seats:
                table.add_row(seat["name"], str(seat["row"]))
            self.query_one("#state", Static).update(f"{free} of {len(seats)} free")

        self.app.call_from_thread(show)

    def _free(self, seats: list[dict]) -> int:
        self.events.append("counted")
        return sum(1 for seat in seats if seat["free"])


class TheatreApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TheatreScreen())


if __name__ == "__main__":
    TheatreApp().run()
