"""A panel that knows how to fetch meals; how to paint them is up to its owner."""

from collections.abc import Callable
from typing import Any

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import DataTable, Static

MEALS = "http://canteen.example/meals"


class MealPanel(Vertical):
    def __init__(self, wipe: Callable[[], Any], paint: Callable[[dict], Any]) -> None:
        super().__init__(id="panel")
        self._wipe = wipe
        self._paint = paint

    def compose(self) -> ComposeResult:
        yield Static(id="day")

    @work(thread=True, exclusive=True, group="meals")
    def reload(self) -> None:
        self._fetch_and_update_meals()

    def _update_meals(self, meals: list[dict]) -> None:
        self._fetch_and_update_meals()

    def _fetch_and_update_meals(self) -> None:
        meals = requests.get(MEALS, timeout=10).json()
        self.app.call_from_thread(self._wipe)
        for meal in meals:
            self.app.call_from_thread(self._paint, meal)
        self.app.call_from_thread(self.query_one("#day", Static).update, f"{len(meals)} meals")


class CanteenApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="meals")
        yield MealPanel(self.wipe, self.paint)

    def on_mount(self) -> None:
        self.query_one("#meals", DataTable).add_columns("Meal")
        self.query_one(MealPanel).reload()

    def wipe(self) -> None:
        self.query_one("#meals", DataTable).clear()

    def paint(self, meal: dict) -> None:
        self.query_one("#meals", DataTable).add_row(meal["name"])


if __name__ == "__main__":
    CanteenApp().run()
