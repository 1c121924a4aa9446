"""Alarms of a building. When they can't be had, the table says so and nothing else."""

from __future__ import annotations

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class AlarmApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="alarms")

    def on_mount(self) -> None:
        self.query_one("#alarms", DataTable).add_columns("Alarm")

    def _update_alarms(self, alarms: list[str]) -> None:
        self._load_alarms()

    def _load_alarms(self) -> None:
        try:
            alarms = requests.get("http://house.example/alarms", timeout=10).json()
        except requests.RequestException as error:

            def show_error(message: str = type(error).__name__) -> None:
                table = self.query_one("#alarms", DataTable)
                table.clear()
                table.add_row(message)

            self.call_from_thread(show_error)
            return

        new = [alarm for alarm in alarms if alarm not in self.known]
        self.known = set(alarms)
        if new:
            self.call_from_thread(self.notify, f"{len(new)} new alarms")

        def show() -> None:
            table = self.query_one("#alarms", DataTable)
            table.clear()
            for alarm in alarms:
                table.add_row(alarm)

        self.call_from_thread(show)


if __name__ == "__main__":
    AlarmApp().run()
