"""Search results of a recipe box; an outdated search must not paint over a newer one."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input
from textual.worker import get_current_worker

RECIPES = "http://recipes.example/recipes"


class RecipeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="search")
        yield DataTable(id="recipes")

    def on_mount(self) -> None:
        self.query_one("#recipes", DataTable).add_columns("Recipe", "Minutes")
        self.search()

    def on_input_changed(self) -> None:
        self.search()

    @work(thread=True, exclusive=True, group="search")
    def search(self) -> None:
        self._fetch_and_update_recipes_table()

    def _update_recipes_table(self, recipes: list[dict]) -> None:
        rows = [(recipe["name"], str(recipe["minutes"])) for recipe in recipes]
        table = self.query_one("#recipes", DataTable)
        table.clear()
        table.add_rows(rows)

    def _fetch_and_update_recipes_table(self) -> None:
        worker = get_current_worker()
        recipes = requests.get(RECIPES, timeout=10).json()
        if worker.is_cancelled:
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._update_recipes_table, recipes)


if __name__ == "__main__":
    RecipeApp().run()
