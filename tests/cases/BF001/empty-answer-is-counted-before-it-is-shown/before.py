"""Parcels on their way."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://parcels.example"


class ParcelsScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="parcels")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#parcels", DataTable).add_columns("Name", "Town")

    @work(thread=True, exclusive=True, group="parcels", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_parcels_table()

    def _update_parcels_table(self, parcels: list[dict]) -> None:
        if not parcels:
            return
        self._fetch_and_update_parcels_table()

    def _fetch_and_update_parcels_table(self) -> None:
        parcels = requests.get(f"{SERVICE}/parcels", timeout=10).json()

        def show() -> None:
            self.events.append(f"{len(parcels)} parcels")
            table = self.query_one("#parcels", DataTable)
            for parcel in parcels:
                table.add_row(parcel["name"], parcel["town"])

        self.app.call_from_thread(show)


class ParcelsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ParcelsScreen())


if __name__ == "__main__":
    ParcelsApp().run()
