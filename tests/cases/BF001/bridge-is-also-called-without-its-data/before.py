"""Rooms of an escape game; the key calls the bridge without data, to say: look yourself."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROOMS = "http://escape.example/rooms"


class EscapeApp(App[None]):
    BINDINGS = [("a", "again", "Again")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="rooms")

    def on_mount(self) -> None:
        self.query_one("#rooms", DataTable).add_columns("Room", "Minutes")
        self.reload()

    @work(thread=True, exclusive=True, group="rooms")
    def reload(self) -> None:
        self._fetch_and_update_rooms_table()

    def action_again(self) -> None:
        self._update_rooms_table()

    def restore(self, rooms: list[dict]) -> None:
        self._update_rooms_table(rooms)

    def _update_rooms_table(self, rooms: list[dict] | None = None) -> None:
        self._fetch_and_update_rooms_table()

    def _fetch_and_update_rooms_table(self) -> None:
        rooms = requests.get(ROOMS, timeout=10).json()
        table = self.query_one("#rooms", DataTable)
        self.call_from_thread(table.clear)
        for room in rooms:
            self.call_from_thread(table.add_row, room["name"], str(room["minutes"]))


if __name__ == "__main__":
    EscapeApp().run()
