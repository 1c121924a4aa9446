"""The menu of a kitchen; prices come from somewhere else."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class KitchenApp(App[None]):
    def __init__(self, prices) -> None:
        super().__init__()
        self._prices = prices

    def compose(self) -> ComposeResult:
        yield DataTable(id="dishes")

    def on_mount(self) -> None:
        self.query_one("#dishes", DataTable).add_columns("Dish", "Price")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        dishes = requests.get("http://kitchen.example/dishes", timeout=5).json()
        self.call_from_thread(self._update_dishes_table, dishes)

    def _update_dishes_table(self, dishes: list[str]) -> None:
        self._fetch_and_update_dishes_table()

    def _fetch_and_update_dishes_table(self) -> None:
        dishes = requests.get("http://kitchen.example/dishes", timeout=5).json()
        source = self._prices
        prices = source.all()
        self.call_from_thread(self._show_dishes, dishes, prices)

    def _show_dishes(self, dishes: list[str], prices: dict[str, str]) -> None:
        table = self.query_one("#dishes", DataTable)
        table.clear()
        for dish in dishes:
            table.add_row(dish, prices[dish])
