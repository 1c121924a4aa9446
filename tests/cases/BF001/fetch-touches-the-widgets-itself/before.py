"""Pressure of some pumps."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class PumpApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="pumps")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#pumps", DataTable).add_columns("Pump", "bar")

    @work(thread=True, exclusive=True, group="pumps")
    def reload(self) -> None:
        self._fetch_and_update_pumps_table()

    def _update_pumps_table(self, pumps: list[dict]) -> None:
        self._fetch_and_update_pumps_table()

    def _fetch_and_update_pumps_table(self) -> None:
        pumps = requests.get("http://plant.example/pumps", timeout=10).json()
        table = self.query_one("#pumps", DataTable)
        table.clear()
        idle = 0
        for pump in pumps:
            table.add_row(pump["name"], f"{pump['bar']:.1f}")
            if not pump["bar"]:
                idle += 1
        self.query_one("#state", Static).update(f"{idle} idle")


if __name__ == "__main__":
    PumpApp().run()
