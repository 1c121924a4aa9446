"""A stadium: the bridge that was named belongs to another class."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://seats.example"
KEYS = {"seats": ("row", "price"), "gates": ("name", "open")}


class StadiumScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="seats-table")
        yield DataTable(id="gates-table")

    def on_mount(self) -> None:
        self.query_one("#seats-table", DataTable).add_columns(*KEYS["seats"])
        self.query_one("#gates-table", DataTable).add_columns(*KEYS["gates"])

    @work(thread=True, exclusive=True, group="seats")
    def reload_seats(self) -> None:
        self._fetch_and_update_seats_table()

    @work(thread=True, exclusive=True, group="gates", exit_on_error=False)
    def reload_gates(self) -> None:
        self._fetch_and_update_gates_table()

    def _fetch_and_update_seats_table(self) -> None:
        seats = requests.get(f"{URL}/seats", timeout=10).json()
        self.app.call_from_thread(self._update_seats_table, seats)

    def _update_seats_table(self, seats: list[dict]) -> None:
        table = self.query_one("#seats-table", DataTable)
        table.clear()
        for row in seats:
            table.add_row(*(row[key] for key in KEYS["seats"]))

    def _fetch_and_update_gates_table(self) -> None:
        gates = requests.get(f"{URL}/gates", timeout=10).json()
        self.app.call_from_thread(self._update_gates_table, gates)

    def _update_gates_table(self, gates: list[dict]) -> None:
        self._fetch_and_update_gates_table()


class StadiumApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(StadiumScreen())


if __name__ == "__main__":
    StadiumApp().run()
