"""A bakery: the fetch counts the rows that it prepares."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BAKERY = "http://bakery.example"


class BakeryScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="breads-table")
        yield DataTable(id="cakes-table")

    def on_mount(self) -> None:
        self.query_one("#breads-table", DataTable).add_columns("Bread", "Left")
        self.query_one("#cakes-table", DataTable).add_columns("Cake", "Pieces")

    @work(thread=True, exclusive=True, group="breads")
    def reload_breads(self) -> None:
        self._fetch_and_update_breads_table()

    @work(thread=True, exclusive=True, group="cakes", exit_on_error=False)
    def reload_cakes(self) -> None:
        self._fetch_and_update_cakes_table()

    def _fetch_and_update_breads_table(self) -> None:
        breads = requests.get(f"{BAKERY}/breads", timeout=10).json()
        self.app.call_from_thread(self._update_breads_table, breads)

    def _update_breads_table(self, breads: list[dict]) -> None:
        rows = [(bread["name"], str(bread["left"])) for bread in breads]
        table = self.query_one("#breads-table", DataTable)
        table.clear()
        table.add_rows(rows)

    def _fetch_and_update_cakes_table(self) -> None:
        cakes = requests.get(f"{BAKERY}/cakes", timeout=10).json()
        cells = [(cake["name"], str(cake["pieces"])) for cake in cakes if cake["pieces"]]
        self.log(f"{len(cells)} cakes are left")
        self.app.call_from_thread(self._update_cakes_table, cakes)

    def _update_cakes_table(self, cakes: list[dict]) -> None:
        cells = [(cake["name"], str(cake["pieces"])) for cake in cakes if cake["pieces"]]
        table = self.query_one("#cakes-table", DataTable)
        table.clear()
        table.add_rows(cells)


class BakeryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BakeryScreen())


if __name__ == "__main__":
    BakeryApp().run()
