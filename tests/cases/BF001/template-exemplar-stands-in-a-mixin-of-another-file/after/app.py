"""An aquarium: the fish are shown by a mixin, the corals by nobody."""

import requests
from rich.text import Text
from tables import FACTS, FishMixin
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

AQUARIUM = "http://aquarium.example"


class AquariumScreen(FishMixin, Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="fish-table")
        yield DataTable(id="corals-table")

    def on_mount(self) -> None:
        for name, facts in FACTS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*facts)

    @work(thread=True, exclusive=True, group="corals", exit_on_error=False)
    def reload_corals(self) -> None:
        self._fetch_and_update_corals_table()

    def _fetch_and_update_corals_table(self) -> None:
        corals = requests.get(f"{AQUARIUM}/corals", timeout=10).json()
        self.app.call_from_thread(self._update_corals_table, corals)

    def _update_corals_table(self, corals: list[dict]) -> None:
        table = self.query_one("#corals-table", DataTable)
        table.clear()
        for row in corals:
            table.add_row(*(Text(str(row[fact])) for fact in FACTS["corals"]))
        table.refresh()


class AquariumApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(AquariumScreen())


if __name__ == "__main__":
    AquariumApp().run()
