"""Machines of a laundry, asked again every few seconds; a hint is loaded beside."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

LAUNDRY = "http://laundry.example"


class LaundryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="hint")
        yield DataTable(id="machines")

    def on_mount(self) -> None:
        self.query_one("#machines", DataTable).add_columns("Machine", "Left")
        self.load_hint()
        self.set_interval(30, self._fetch_and_update_machines_table)

    @work(thread=True)
    def load_hint(self) -> None:
        hint = requests.get(f"{LAUNDRY}/hint", timeout=10).json()
        self.call_from_thread(self.query_one("#hint", Label).update, hint["text"])

    def restore(self, machines: list[dict]) -> None:
        self._update_machines_table(machines)

    def _update_machines_table(self, machines: list[dict]) -> None:
        self._fetch_and_update_machines_table()

    def _fetch_and_update_machines_table(self) -> None:
        """Ask the machines and show what they say."""
        machines = requests.get(f"{LAUNDRY}/machines", timeout=10).json()
        table = self.query_one("#machines", DataTable)
        table.clear()
        for machine in machines:
            table.add_row(machine["name"], f"{machine['left']} min")


if __name__ == "__main__":
    LaundryApp().run()
