"""A farm: the fields of the milk stand under two names, and nothing says which is meant."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

FARM = "http://farm.example"
FIELDS = {
    "eggs": ("hen", "count"),
    "milk": ("cow", "litres"),
    "milk_day": ("day", "litres", "fat"),
}


class FarmApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="eggs-table")
        yield DataTable(id="milk-table")

    def on_mount(self) -> None:
        self.query_one("#eggs-table", DataTable).add_columns(*FIELDS["eggs"])
        self.query_one("#milk-table", DataTable).add_columns(*FIELDS["milk_day"])

    @work(thread=True, exclusive=True, group="eggs")
    def reload_eggs(self) -> None:
        self._fetch_and_update_eggs_table()

    @work(thread=True, exclusive=True, group="milk", exit_on_error=False)
    def reload_milk(self) -> None:
        self._fetch_and_update_milk_table()

    def _fetch_and_update_eggs_table(self) -> None:
        eggs = requests.get(f"{FARM}/eggs", timeout=10).json()
        self.call_from_thread(self._update_eggs_table, eggs)

    def _update_eggs_table(self, eggs: list[dict]) -> None:
        table = self.query_one("#eggs-table", DataTable)
        table.clear()
        for row in eggs:
            table.add_row(*(row[field] for field in FIELDS["eggs"]))

    def _fetch_and_update_milk_table(self) -> None:
        milk = requests.get(f"{FARM}/milk", timeout=10).json()
        self.call_from_thread(self._update_milk_table, milk)

    def _update_milk_table(self, milk: list[dict]) -> None:
        self._fetch_and_update_milk_table()


if __name__ == "__main__":
    FarmApp().run()
