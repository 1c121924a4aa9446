"""Guests of a party."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://guests.example"


class PartyScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="guests")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#guests", DataTable).add_columns("Name", "Dish")

    @work(thread=True, exclusive=True, group="guests", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_guests_table()

    def _update_guests_table(self, guests: list[dict]) -> None:
        if not guests:
            return
        self._fetch_and_update_guests_table()

    def _fetch_and_update_guests_table(self) -> None:
        guests = requests.get(f"{SERVICE}/guests", timeout=10).json()
        if not guests:
            self.app.call_from_thread(self._show, [{"name": "nobody", "dish": "-"}])
            return
        self.app.call_from_thread(self._show, guests)

    def _show(self, guests: list[dict]) -> None:
        table = self.query_one("#guests", DataTable)
        table.clear()
        for guest in guests:
            table.add_row(guest["name"], guest["dish"])


class PartyApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PartyScreen())


if __name__ == "__main__":
    PartyApp().run()
