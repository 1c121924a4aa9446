"""Scans a rack of sensors and tells how far it has come."""

from collections.abc import Iterator

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, ProgressBar

RACK = "http://rack.example/sensors"


class RackApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=2)
        yield DataTable(id="sensors")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Sensor", "Reading")

    @work(thread=True, exclusive=True, group="scan")
    def scan(self) -> None:
        for step in self._fetch_and_update_sensors_table():
            self.call_from_thread(self.query_one(ProgressBar).update, progress=step)

    def _update_sensors_table(self, sensors: list[dict]) -> None:
        for _ in self._fetch_and_update_sensors_table():
            pass

    def _fetch_and_update_sensors_table(self) -> Iterator[int]:
        sensors = requests.get(RACK, timeout=10).json()
        yield 1

        def show() -> None:
            table = self.query_one("#sensors", DataTable)
            table.clear()
            for sensor in sensors:
                table.add_row(sensor["name"], str(sensor["reading"]))

        self.call_from_thread(show)
        yield 2


if __name__ == "__main__":
    RackApp().run()
