"""A vineyard: a helper makes the cells, and it knows barrels only."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://barrels.example"
KEYS = {"barrels": ("wine", "litres"), "bottles": ("label", "year")}


class VineyardScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="barrels-table")
        yield DataTable(id="bottles-table")

    def on_mount(self) -> None:
        self.query_one("#barrels-table", DataTable).add_columns(*KEYS["barrels"])
        self.query_one("#bottles-table", DataTable).add_columns(*KEYS["bottles"])

    @work(thread=True, exclusive=True, group="barrels")
    def reload_barrels(self) -> None:
        self._fetch_and_update_barrels_table()

    @work(thread=True, exclusive=True, group="bottles", exit_on_error=False)
    def reload_bottles(self) -> None:
        self._fetch_and_update_bottles_table()

    def _cells(self, row: dict) -> list[str]:
        return [row["wine"], f"{row['litres']} l"]

    def _fetch_and_update_barrels_table(self) -> None:
        barrels = requests.get(f"{URL}/barrels", timeout=10).json()
        self.app.call_from_thread(self._update_barrels_table, barrels)

    def _update_barrels_table(self, barrels: list[dict]) -> None:
        table = self.query_one("#barrels-table", DataTable)
        table.clear()
        for row in barrels:
            table.add_row(*self._cells(row))

    def _fetch_and_update_bottles_table(self) -> None:
        bottles = requests.get(f"{URL}/bottles", timeout=10).json()
        self.app.call_from_thread(self._update_bottles_table, bottles)

    def _update_bottles_table(self, bottles: list[dict]) -> None:
        self._fetch_and_update_bottles_table()


class VineyardApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(VineyardScreen())


if __name__ == "__main__":
    VineyardApp().run()
