"""A quarry: the fetch of the blasts gives back what it fetched, and nobody takes it."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

QUARRY = "http://quarry.example"
LOAD_COLUMNS = ("truck", "tons")
BLAST_COLUMNS = ("hour", "face", "charge")


class QuarryScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="loads-table")
        yield DataTable(id="blasts-table")

    def on_mount(self) -> None:
        self.query_one("#loads-table", DataTable).add_columns(*LOAD_COLUMNS)
        self.query_one("#blasts-table", DataTable).add_columns(*BLAST_COLUMNS)

    @work(thread=True, exclusive=True, group="loads")
    def reload_loads(self) -> None:
        self._fetch_and_update_loads_table()

    @work(thread=True, exclusive=True, group="blasts", exit_on_error=False)
    def reload_blasts(self) -> None:
        self._fetch_and_update_blasts_table()

    def _fetch_and_update_loads_table(self) -> None:
        loads = requests.get(f"{QUARRY}/loads", timeout=10).json()
        self.app.call_from_thread(self._update_loads_table, loads)

    def _load_cells(self, load: dict) -> list[str]:
        return [str(load[name]) for name in LOAD_COLUMNS]

    def _blast_cells(self, blast: dict) -> list[str]:
        return [str(blast[name]) for name in BLAST_COLUMNS]

    def _update_loads_table(self, loads: list[dict]) -> None:
        table = self.query_one("#loads-table", DataTable)
        table.clear()
        for load in loads:
            table.add_row(*self._load_cells(load))

    def _fetch_and_update_blasts_table(self) -> list[dict]:
        return requests.get(f"{QUARRY}/blasts", timeout=10).json()

    def _update_blasts_table(self, blasts: list[dict]) -> None:
        if blasts is None:
            return
        self._fetch_and_update_blasts_table()


class QuarryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(QuarryScreen())


if __name__ == "__main__":
    QuarryApp().run()
