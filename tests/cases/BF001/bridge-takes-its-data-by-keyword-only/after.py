"""Seats and prices of a theatre, given to the bridge by keyword."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

THEATRE = "http://theatre.example"


class TheatreApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="cheapest")
        yield DataTable(id="seats")

    def on_mount(self) -> None:
        self.query_one("#seats", DataTable).add_columns("Row", "Seat")
        self.reload()

    @work(thread=True, exclusive=True, group="seats")
    def reload(self) -> None:
        self._fetch_and_update_seats_table()

    def restore(self, seats: list[dict], prices: list[int]) -> None:
        self._update_seats_table(prices=prices, seats=seats)

    def _update_seats_table(self, *, seats: list[dict], prices: list[int]) -> None:
        table = self.query_one("#seats", DataTable)
        table.clear()
        for seat in seats:
            table.add_row(seat["row"], str(seat["nr"]))
        self.query_one("#cheapest", Label).update(f"from {min(prices)} crowns")

    def _fetch_and_update_seats_table(self) -> None:
        prices = requests.get(f"{THEATRE}/prices", timeout=10).json()
        seats = requests.get(f"{THEATRE}/seats", timeout=10).json()
        self.call_from_thread(self._update_seats_table, seats=seats, prices=prices)


if __name__ == "__main__":
    TheatreApp().run()
