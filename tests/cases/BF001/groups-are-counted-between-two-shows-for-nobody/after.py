"""Beds of a garden."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://beds.example"


class GardenScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="beds")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#beds", DataTable).add_columns("Name", "Crop")

    @work(thread=True, exclusive=True, group="beds", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_beds_table()

    def _update_beds_table(self, beds: list[dict]) -> None:
        self.query_one("#state", Static).update(f"{len(beds)} beds")
        crops = {}
        for bed in beds:
            crops[bed["crop"]] = crops.get(bed["crop"], 0) + 1
        self._show(beds)

    def _fetch_and_update_beds_table(self) -> None:
        beds = requests.get(f"{SERVICE}/beds", timeout=10).json()
        self.app.call_from_thread(self._update_beds_table, beds)

    def _show(self, beds: list[dict]) -> None:
        table = self.query_one("#beds", DataTable)
        table.clear()
        for bed in beds:
            table.add_row(bed["name"], bed["crop"])


class GardenApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(GardenScreen())


if __name__ == "__main__":
    GardenApp().run()
