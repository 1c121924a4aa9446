"""Parcels, counted where they are asked for."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://post.example"


class ParcelApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.heavy = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="parcels")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#parcels", DataTable).add_columns("To", "Weight")

    def action_state(self) -> None:
        self.query_one("#state", Static).update(f"{self.heavy} heavy ones")

    @work(thread=True)
    def reload(self) -> None:
        self.load_parcels()

    def show_parcels(self, parcels: list[dict]) -> None:
        self.load_parcels()

    def load_parcels(self) -> None:
        try:
            parcels = requests.get(f"{SERVICE}/parcels", timeout=10).json()
            self.heavy = len([parcel for parcel in parcels if parcel["weight"] > 9])
        except requests.RequestException as error:
            self.call_from_thread(self.notify, str(error), severity="error")
            return

        def show() -> None:
            table = self.query_one("#parcels", DataTable)
            table.clear()
            for parcel in parcels:
                table.add_row(parcel["to"], str(parcel["weight"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    ParcelApp().run()
