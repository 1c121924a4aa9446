"""Queues of a kitchen; every ticket is worked off in a thread, which looks for itself what is open."""

import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

OPEN = "http://kitchen.example/open"


class KitchenApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="open")

    def on_mount(self) -> None:
        self.query_one("#open", DataTable).add_columns("Dish", "Table")

    def ring(self) -> None:
        threading.Thread(target=self._work_off, args=({"nr": 1},), daemon=True).start()

    def _work_off(self, ticket: dict[str, int]) -> None:
        self._load_and_show_open()

    def _load_and_show_open(self) -> None:
        dishes = requests.get(OPEN, timeout=10).json()
        self.call_from_thread(self._fill, dishes)

    def _fill(self, dishes: list[dict]) -> None:
        table = self.query_one("#open", DataTable)
        table.clear()
        for dish in dishes:
            table.add_row(dish["name"], str(dish["table"]))


if __name__ == "__main__":
    KitchenApp().run()
