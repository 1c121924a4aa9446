"""Parcels; the office may not answer."""

import contextlib
import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://office.example"
log = logging.getLogger(__name__)


class OfficeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="parcels")

    def on_mount(self) -> None:
        self.query_one("#parcels", DataTable).add_columns("Number", "Weight")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_parcels_table()

    def _update_parcels_table(self, parcels: list[dict]) -> None:
        log.info("%d parcels", len(parcels))
        self._fetch_and_update_parcels_table()

    def _fetch_and_update_parcels_table(self) -> None:
        parcels = None
        with contextlib.suppress(requests.RequestException):
            parcels = requests.get(f"{SERVICE}/parcels", timeout=10).json()

        def show() -> None:
            table = self.query_one("#parcels", DataTable)
            if parcels:
                table.clear()
                for parcel in parcels:
                    table.add_row(parcel["number"], str(parcel["weight"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    OfficeApp().run()
