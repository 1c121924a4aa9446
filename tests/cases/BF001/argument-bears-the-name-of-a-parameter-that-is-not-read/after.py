"""Parcels of a depot."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://depot.example"


class DepotApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="parcels")
        yield Static(id="heaviest")

    def on_mount(self) -> None:
        self.query_one("#parcels", DataTable).add_columns("Number", "Weight")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_parcels_table()

    def _update_parcels_table(self, parcels: list[dict]) -> None:
        title = f"{len(parcels)} parcels"

        def show(title: str, heading: str, rows: list[dict]) -> None:
            table = self.query_one("#parcels", DataTable)
            table.clear()
            table.border_title = heading
            for row in rows:
                table.add_row(row["number"], str(row["weight"]))

        show("depot", title, parcels)

    def _fetch_and_update_parcels_table(self) -> None:
        parcels = requests.get(f"{SERVICE}/parcels", timeout=10).json()
        self.call_from_thread(self._update_parcels_table, parcels)


if __name__ == "__main__":
    DepotApp().run()
