"""Parcels on their way."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class ParcelScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._shown: list[str] = ["old"]
        self._selected: str | None = "old"

    def compose(self) -> ComposeResult:
        yield DataTable(id="parcels")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Code", "At")

    @work(thread=True, exclusive=True, group="parcels")
    def reload(self) -> None:
        self._fetch_and_update_parcels()

    def _update_parcels(self, parcels: list[dict]) -> None:
        rows = []
        if parcels and len(parcels) > 0:
            rows = [(parcel["code"], parcel["at"]) for parcel in parcels]
        table = self.query_one("#parcels", DataTable)
        table.clear()
        self._shown.clear()
        self._selected = None
        if not rows:
            table.add_row("–", "nothing on its way")
        for code, at in rows:
            table.add_row(code, at, key=code)
            self._shown.append(code)

    def _fetch_and_update_parcels(self) -> None:
        parcels = requests.get("http://post.example/parcels", timeout=10).json()
        self.app.call_from_thread(self._update_parcels, parcels)


class ParcelApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ParcelScreen())


if __name__ == "__main__":
    ParcelApp().run()
