"""Drones in the air."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

SERVICE = "http://drones.example"


class DronesScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, list[dict]] = {}

    def compose(self) -> ComposeResult:
        yield DataTable(id="drones")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#drones", DataTable).add_columns("Name", "Height")

    @work(thread=True, exclusive=True, group="drones", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_drones_table()

    def _update_drones_table(self, drones: list[dict]) -> None:
        self._fetch_and_update_drones_table()

    def _fetch_and_update_drones_table(self) -> None:
        worker = get_current_worker()
        drones = requests.get(f"{SERVICE}/drones", timeout=10).json()
        self.kept["drones"] = drones
        self._mark(drones)
        first, *others = drones
        if worker.is_cancelled:
            return
        self.app.call_from_thread(self._show, others)

    def _mark(self, drones: list[dict]) -> None:
        for drone in drones:
            drone["name"] = drone["name"].upper()

    def _show(self, drones: list[dict]) -> None:
        table = self.query_one("#drones", DataTable)
        table.clear()
        for drone in drones:
            table.add_row(drone["name"], str(drone["height"]))


class DronesApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(DronesScreen())


if __name__ == "__main__":
    DronesApp().run()
