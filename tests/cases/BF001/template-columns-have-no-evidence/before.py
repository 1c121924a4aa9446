"""Rooms and guests of a hotel; the columns are written out in the bridge of the rooms only."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

HOTEL = "http://hotel.example"


class HotelScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="rooms-table")
        yield DataTable(id="guests-table")

    def on_mount(self) -> None:
        self.query_one("#rooms-table", DataTable).add_columns("Room", "Floor")
        self.query_one("#guests-table", DataTable).add_columns("Guest", "Until")

    @work(thread=True, exclusive=True, group="rooms")
    def reload_rooms(self) -> None:
        self._fetch_and_update_rooms_table()

    @work(thread=True, exclusive=True, group="guests", exit_on_error=False)
    def reload_guests(self) -> None:
        self._fetch_and_update_guests_table()

    def _fetch_and_update_rooms_table(self) -> None:
        rooms = requests.get(f"{HOTEL}/rooms", timeout=10).json()
        self.app.call_from_thread(self._update_rooms_table, rooms)

    def _update_rooms_table(self, rooms: list[dict]) -> None:
        table = self.query_one("#rooms-table", DataTable)
        table.clear()
        for row in rooms:
            table.add_row(row["nr"], row["floor"])

    def _fetch_and_update_guests_table(self) -> None:
        guests = requests.get(f"{HOTEL}/guests", timeout=10).json()
        self.app.call_from_thread(self._update_guests_table, guests)

    def _update_guests_table(self, guests: list[dict]) -> None:
        self._fetch_and_update_guests_table()


class HotelApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(HotelScreen())


if __name__ == "__main__":
    HotelApp().run()
