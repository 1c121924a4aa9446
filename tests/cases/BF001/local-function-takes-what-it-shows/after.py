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
        # Who is on deck.
        table = self.query_one("#watches", DataTable)
        table.clear()
        for watch in watches:
            table.add_row(watch["who"], watch["hours"])

    def _load_watches(self) -> None:
        watches = requests.get(f"{URL}/watches", timeout=10).json()
        self.call_from_thread(self._update_watches, watches)

    def _update_ports(self, ports: list[dict]) -> None:
        table = self.query_one("#ports", DataTable)
        table.clear()
        table.add_rows([(p["name"], p["day"]) for p in ports])

    def _load_ports(self) -> None:
        ports = requests.get(f"{URL}/ports", timeout=10).json()
        self.call_from_thread(self._update_ports, ports)

    def _update_wind(self, wind: dict) -> None:
        def show(wind: dict, unit: str = "kn") -> None:
            self.query_one("#wind", Static).update(f"{wind['from']} {wind['speed']} {unit}")

        show(wind)

    def _load_wind(self) -> None:
        wind = requests.get(f"{URL}/wind", timeout=10).json()
        self.call_from_thread(self._update_wind, wind)


if __name__ == "__main__":
    LogApp().run()
