"""A telescope: the async worker has a thread of its own, so it may block."""

import asyncio

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

STARS = "http://telescope.example/stars"


class TelescopeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stars")

    def on_mount(self) -> None:
        self.query_one("#stars", DataTable).add_columns("Star", "Height")
        self.observe()

    @work(thread=True, exclusive=True, group="stars")
    async def observe(self) -> None:
        await asyncio.sleep(0)
        await self._aligned({"axis": "north"})

    async def _aligned(self, position: dict[str, str]) -> None:
        self._fetch_and_update_stars_table()

    def _fetch_and_update_stars_table(self) -> None:
        stars = requests.get(STARS, timeout=10).json()
        self.call_from_thread(self._update_stars_table, stars)

    def _update_stars_table(self, stars: list[dict]) -> None:
        table = self.query_one("#stars", DataTable)
        table.clear()
        for star in stars:
            table.add_row(star["name"], star["height"])


if __name__ == "__main__":
    TelescopeApp().run()
