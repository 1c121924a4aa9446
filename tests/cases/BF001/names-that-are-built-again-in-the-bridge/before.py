"""Levels of the tanks of a brewery."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class TankApp(App[None]):
    SITE = "http://brewery.example"
    UNIT = "l"

    def compose(self) -> ComposeResult:
        yield DataTable(id="levels-table")

    def on_mount(self) -> None:
        self.query_one("#levels-table", DataTable).add_columns("Tank", "Level")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_levels()

    def _update_levels(self, levels: list[dict]) -> None:
        self._fetch_and_update_levels()

    def _fetch_and_update_levels(self) -> None:
        kind = "levels"
        unit = f" {self.UNIT}"
        levels = requests.get(f"{self.SITE}/{kind}", timeout=10).json()

        def show() -> None:
            table = self.query_one(f"#{kind}-table", DataTable)
            table.clear()
            for level in levels:
                table.add_row(level["tank"], f"{level['litres']}{unit}")

        self.call_from_thread(show)


if __name__ == "__main__":
    TankApp().run()
