"""Who works on which ward."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

HOSPITAL = "http://hospital.example"


class ShiftScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="shift")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Ward", "Beds", "Nurses")

    @work(thread=True, exclusive=True, group="shift")
    def reload(self) -> None:
        self._fetch_and_show_shift()

    def _show_shift(self, nurses: list[dict], wards: list[dict]) -> None:
        table = self.query_one("#shift", DataTable)
        table.clear()
        for ward in wards:
            names = [nurse["name"] for nurse in nurses if nurse["ward"] == ward["name"]]
            table.add_row(ward["name"], str(ward["beds"]), ", ".join(names) or "–")

    def _fetch_and_show_shift(self) -> None:
        nurses = requests.get(f"{HOSPITAL}/nurses", timeout=10).json()
        self.events.append("got nurses")
        wards = requests.get(f"{HOSPITAL}/wards", timeout=10).json()
        self.events.append("got wards")
        self.app.call_from_thread(self._show_shift, nurses, wards)


class HospitalApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ShiftScreen())


if __name__ == "__main__":
    HospitalApp().run()
