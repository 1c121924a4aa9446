"""Lap times; the loading may be asked for from anywhere, and looks where it is before it fetches."""

from threading import get_ident

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LAPS = "http://race.example/laps"


class RaceApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.laps: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="laps")

    def on_mount(self) -> None:
        self.query_one("#laps", DataTable).add_columns("Runner", "Seconds")
        self.reload()

    @work(thread=True, exclusive=True, group="laps")
    def reload(self) -> None:
        self._load_and_paint()

    def _update_laps_table(self, laps: list[dict]) -> None:
        self._load_and_paint()

    def _load_and_paint(self) -> None:
        if get_ident() == self._thread_id:
            self._paint()
        else:
            self.laps = requests.get(LAPS, timeout=10).json()
            self.call_from_thread(self._paint)

    def _paint(self) -> None:
        table = self.query_one("#laps", DataTable)
        table.clear()
        for lap in self.laps:
            table.add_row(lap["runner"], str(lap["seconds"]))


if __name__ == "__main__":
    RaceApp().run()
