"""Wines in a cellar."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class CellarApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="wines")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Wine", "Year")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_wines_table()

    # Called with what the last session saved.
    def _update_wines_table(self, wines: list[dict]) -> None:
        # TODO: sort
        self._fetch_and_update_wines_table()  # slow

    def _fetch_and_update_wines_table(self) -> None:
        # The cellar is slow.
        wines = requests.get("http://cellar.example/wines", timeout=10).json()  # blocks
        # Now we have them.

        # Runs on main.
        def show() -> None:
            table = self.query_one("#wines", DataTable)
            table.clear()  # keeps the columns

            for wine in wines:
                # Sparkling wine has no year.
                year = str(wine["year"]) if wine["year"] else "–"
                table.add_row(wine["name"], year)
                # next bottle

        self.call_from_thread(show)  # and wait


if __name__ == "__main__":
    CellarApp().run()
