"""Orchids of a nursery; the bridge stores its rows, the painting reads them there."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

ORCHIDS = "http://nursery.example/orchids"


class NurseryApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._orchids: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="orchids")

    def on_mount(self) -> None:
        self.query_one("#orchids", DataTable).add_columns("Orchid", "Blooms")
        self.reload()

    @work(thread=True, exclusive=True, group="orchids")
    def reload(self) -> None:
        orchids = requests.get(ORCHIDS, timeout=10).json()
        self.call_from_thread(self._update_orchids_table, orchids)

    def _update_orchids_table(self, orchids: list[dict]) -> None:
        self._orchids = orchids
        self._paint()

    def _paint(self) -> None:
        table = self.query_one("#orchids", DataTable)
        table.clear()
        for orchid in self._orchids:
            table.add_row(orchid["name"], "yes" if orchid["blooms"] else "no")


if __name__ == "__main__":
    NurseryApp().run()
