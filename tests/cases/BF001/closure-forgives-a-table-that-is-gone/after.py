"""Tides of a harbour."""

import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.widgets import DataTable

log = logging.getLogger("tides")


class TideApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="tides")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("At", "Height")

    async def take_away(self) -> None:
        await self.query_one("#tides").remove()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_tides_table()

    def _update_tides_table(self, tides: list[dict]) -> None:
        try:
            table = self.query_one("#tides", DataTable)
        except NoMatches:
            return
        table.clear()
        for tide in tides:
            table.add_row(tide["at"], f"{tide['metres']:.1f} m")

    def _fetch_and_update_tides_table(self) -> None:
        tides = requests.get("http://harbour.example/tides", timeout=10).json()
        self.call_from_thread(self._update_tides_table, tides)
        log.info("%d tides", len(tides))


if __name__ == "__main__":
    TideApp().run()
