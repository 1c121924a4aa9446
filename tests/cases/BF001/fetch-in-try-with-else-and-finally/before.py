"""Temperatures in a house."""

import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

log = logging.getLogger(__name__)


class SensorScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pending = 0
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="sensors")

    def on_mount(self) -> None:
        self.query_one("#sensors", DataTable).add_columns("Sensor", "°C")

    @work(thread=True, exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_sensors()

    def _update_sensors(self, sensors: list[dict]) -> None:
        self._fetch_and_update_sensors()

    def _fetch_and_update_sensors(self) -> None:
        self.pending += 1
        try:
            response = requests.get("http://house.example/sensors", timeout=2)
            sensors = response.json()
        except requests.Timeout:
            log.warning("the house does not answer")
            raise
        else:
            self.events.append(f"read {len(sensors)}")
        finally:
            self.pending -= 1
            self.events.append("closed")

        def show() -> None:
            table = self.query_one("#sensors", DataTable)
            table.clear()
            for sensor in sensors:
                table.add_row(sensor["name"], sensor["celsius"])

        self.app.call_from_thread(show)


class HouseApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return SensorScreen()


if __name__ == "__main__":
    HouseApp().run()
