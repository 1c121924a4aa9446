"""Rooms that can be booked."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


def fill(table: DataTable, rooms: list[dict]) -> None:
    """Show rooms, the largest first."""
    table.clear()
    for room in sorted(rooms, key=lambda room: -room["seats"]):
        table.add_row(room["name"], str(room["seats"]))


class RoomApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="rooms")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Room", "Seats")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_rooms_table()

    def _update_rooms_table(self, rooms: list[dict]) -> None:
        self._fetch_and_update_rooms_table()

    def _fetch_and_update_rooms_table(self) -> None:
        table = self.query_one("#rooms", DataTable)
        rooms = requests.get("http://rooms.example/rooms", timeout=10).json()
        self.call_from_thread(fill, table, rooms)


if __name__ == "__main__":
    RoomApp().run()
