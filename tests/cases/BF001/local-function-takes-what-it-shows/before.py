"""A ship's log: the local functions that show are handed what they show, and where."""

from __future__ import annotations

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

URL = "http://ship.example"


class LogApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="watches")
        yield DataTable(id="ports")
        yield Static(id="wind")

    def on_mount(self) -> None:
        self.query_one("#watches", DataTable).add_columns("Who", "Hours")
        self.query_one("#ports", DataTable).add_columns("Port", "Day")

    def _update_watches(self, watches: list[dict]) -> None:
        self._load_watches()

    def _load_watches(self) -> None:
        watches = requests.get(f"{URL}/watches", timeout=10).json()

        def fill(table: DataTable, found: list[dict]) -> None:
            """Who is on deck."""
            table.clear()
            for watch in found:
                table.add_row(watch["who"], watch["hours"])

        self.call_from_thread(fill, self.query_one("#watches", DataTable), watches)

    def _update_ports(self, ports: list[dict]) -> None:
        self._load_ports()

    def _load_ports(self) -> None:
        ports = requests.get(f"{URL}/ports", timeout=10).json()
        table = self.query_one("#ports", DataTable)
        self.call_from_thread(lambda: (table.clear(), table.add_rows([(p["name"], p["day"]) for p in ports])))

    def _update_wind(self, wind: dict) -> None:
        self._load_wind()

    def _load_wind(self) -> None:
        wind = requests.get(f"{URL}/wind", timeout=10).json()

        def show(wind: dict, unit: str = "kn") -> None:
            self.query_one("#wind", Static).update(f"{wind['from']} {wind['speed']} {unit}")

        self.call_from_thread(show, wind)


if __name__ == "__main__":
    LogApp().run()
