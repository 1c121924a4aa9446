"""Stars that can be seen tonight."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


@dataclass(frozen=True)
class Star:
    name: str
    magnitude: float

    @property
    def bright(self) -> bool:
        return self.magnitude < 1


class StarApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stars")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Star", "Magnitude")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_stars_table()

    def _update_stars_table(self, stars: list[Star]) -> None:
        self._fetch_and_update_stars_table()

    def _fetch_and_update_stars_table(self) -> None:
        answer = requests.get("http://sky.example/stars", timeout=10).json()
        stars = [Star(row["name"], row["magnitude"]) for row in answer]

        def show() -> None:
            table = self.query_one("#stars", DataTable)
            table.clear()
            for star in stars:
                match star:
                    case Star(bright=True):
                        table.add_row(f"★ {star.name}", f"{star.magnitude:.2f}")
                    case _:
                        table.add_row(f"· {star.name}", f"{star.magnitude:.2f}")

        self.call_from_thread(show)


if __name__ == "__main__":
    StarApp().run()
