"""Guests of a hotel."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class HotelApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="guests")
        yield Static(id="status")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Guest", "Room")

    @work(thread=True, exclusive=True, group="guests")
    def reload(self) -> None:
        self._fetch_and_update_guests_table()

    def _update_guests_table(self, guests: list[dict]) -> None:
        def show_rows() -> None:
            table = self.query_one("#guests", DataTable)
            table.clear()
            for guest in guests:
                table.add_row(guest["name"], str(guest["room"]))

        def show_none() -> None:
            table = self.query_one("#guests", DataTable)
            table.clear()
            table.add_row("nobody", "")

        if guests:
            show_rows()
        else:
            show_none()
        self.query_one("#status", Static).update(f"{len(guests)} guests")

    def _fetch_and_update_guests_table(self) -> None:
        guests = requests.get("http://hotel.example/guests", timeout=10).json()
        self.call_from_thread(self._update_guests_table, guests)


if __name__ == "__main__":
    HotelApp().run()
