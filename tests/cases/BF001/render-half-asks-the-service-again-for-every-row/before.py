"""Parcels on their way, each with the name of its courier."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Header

SERVICE = "http://parcels.example"


class ParcelApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(id="parcels")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Parcel", "Courier")
        self.reload()

    @work(thread=True, exclusive=True, group="parcels")
    def reload(self) -> None:
        self._fetch_and_update_parcels_table()

    def restore(self, parcels: list[dict]) -> None:
        self._update_parcels_table(parcels)

    def _update_parcels_table(self, parcels: list[dict]) -> None:
        self._fetch_and_update_parcels_table()

    def _fetch_and_update_parcels_table(self) -> None:
        parcels = httpx.get(f"{SERVICE}/parcels").json()

        def paint() -> None:
            table = self.query_one("#parcels", DataTable)
            table.clear()
            for parcel in parcels:
                courier = httpx.get(f"{SERVICE}/courier", params={"id": parcel["courier"]}).json()
                table.add_row(parcel["code"], courier["name"])

        self.call_from_thread(paint)


if __name__ == "__main__":
    ParcelApp().run()
