"""Electricity meters of a house."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class MeterApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="meters")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Meter", "kWh")

    @work(thread=True, exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_meters_table()

    def _update_meters_table(self, meters: list[dict]) -> None:
        self._fetch_and_update_meters_table()

    def _fetch_and_update_meters_table(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            meters = requests.get("http://power.example/meters", timeout=10).json()
            table = self.query_one("#meters", DataTable)
            self.call_from_thread(table.clear)
            for meter in meters:
                self.call_from_thread(table.add_row, meter["id"], str(meter["kwh"]))
        finally:
            self._busy = False
            self.events.append("gate open")


if __name__ == "__main__":
    MeterApp().run()
