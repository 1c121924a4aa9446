"""Recipes for tonight."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class RecipePanel(Static):
    """Shows recipes as lines of text."""

    @work(thread=True, exclusive=True, group="recipes")
    def reload(self) -> None:
        self._fetch_and_update_recipes()

    def _paint(self, recipes: list[dict], heading: str, *, footer: str = "") -> None:
        lines = [heading]
        lines += [f"{recipe['name']}: {recipe['minutes']} min" for recipe in recipes]
        self.update("\n".join([*lines, footer]))

    def _update_recipes(self, recipes: list[dict]) -> None:
        self._fetch_and_update_recipes()

    def _fetch_and_update_recipes(self) -> None:
        recipes = requests.get("http://kitchen.example/recipes", timeout=10).json()
        self.app.call_from_thread(self._paint, recipes, "Tonight", footer=f"{len(recipes)} in all")


class KitchenApp(App[None]):
    def compose(self) -> ComposeResult:
        yield RecipePanel("Nothing yet")


if __name__ == "__main__":
    KitchenApp().run()
