"""Sights of a town by district; the user may have moved on to another when the answer comes."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SIGHTS = "http://town.example/sights"


class TownApp(App[None]):
    BINDINGS = [("o", "open('Old Town')", "Old Town"), ("h", "open('Harbour')", "Harbour")]

    def __init__(self) -> None:
        super().__init__()
        self._district = "Old Town"

    def compose(self) -> ComposeResult:
        yield DataTable(id="sights")

    def on_mount(self) -> None:
        self.query_one("#sights", DataTable).add_columns("Sight", "Fee")
        self.reload()

    def action_open(self, district: str) -> None:
        self._district = district
        self.reload()

    @work(thread=True, exclusive=True, group="sights")
    def reload(self) -> None:
        self._fetch_and_update_sights_table()

    def _update_sights_table(self, sights: list[dict]) -> None:
        self._fetch_and_update_sights_table()

    def _fetch_and_update_sights_table(self) -> None:
        district = self._district
        sights = requests.get(SIGHTS, params={"district": district}, timeout=10).json()

        def show() -> None:
            table = self.query_one("#sights", DataTable)
            table.border_title = district
            table.clear()
            for sight in sights:
                table.add_row(sight["name"], sight["fee"])

        self.call_from_thread(show)


if __name__ == "__main__":
    TownApp().run()
