"""A vineyard: a helper makes the cells, and it knows barrels only."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://barrels.example"
KEYS = {"barrels": ("wine", "litres"), "bottles": ("label", "year")}


class VineyardScreen(Screen[None]):
    def compose(this) -> ComposeResult:
        yield DataTable(id="barrels-table")
        yield DataTable(id="bottles-table")

    def on_mount(this) -> None:
        this.query_one("#barrels-table", DataTable).add_columns(*KEYS["barrels"])
        this.query_one("#bottles-table", DataTable).add_columns(*KEYS["bottles"])

    @work(thread=True, exclusive=True, group="barrels")
    def reload_barrels(this) -> None:
        this._fetch_and_update_barrels_table()

    @work(thread=True, exclusive=True, group="bottles", exit_on_error=False)
    def reload_bottles(this) -> None:
        this._fetch_and_update_bottles_table()

    def _cells(this, row: dict) -> list[str]:
        return [row["wine"], f"{row['litres']} l"]

    def _fetch_and_update_barrels_table(this) -> None:
        barrels = requests.get(f"{URL}/barrels", timeout=10).json()
        this.app.call_from_thread(this._update_barrels_table, barrels)

    def _update_barrels_table(this, barrels: list[dict]) -> None:
        table = this.query_one("#barrels-table", DataTable)
        table.clear()
        for row in barrels:
            table.add_row(*this._cells(row))

    def _fetch_and_update_bottles_table(this) -> None:
        bottles = requests.get(f"{URL}/bottles", timeout=10).json()
        this.app.call_from_thread(this._update_bottles_table, bottles)

    def _update_bottles_table(this, bottles: list[dict]) -> None:
        this._fetch_and_update_bottles_table()


class VineyardApp(App[None]):
    def on_mount(this) -> None:
        this.push_screen(VineyardScreen())


if __name__ == "__main__":
    VineyardApp().run()
