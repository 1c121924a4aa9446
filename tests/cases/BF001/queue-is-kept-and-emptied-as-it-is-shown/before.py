"""Patients in a waiting room."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://patients.example"


class WardScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="patients")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#patients", DataTable).add_columns("Name", "Since")

    @work(thread=True, exclusive=True, group="patients", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_patients_table()

    def _update_patients_table(self, patients: list[dict]) -> None:
        self._fetch_and_update_patients_table()

    def _fetch_and_update_patients_table(self) -> None:
        patients = requests.get(f"{SERVICE}/patients", timeout=10).json()
        waiting = [patient for patient in patients if patient["since"]]
        self.kept = waiting
        while waiting:
            patient = waiting.pop(0)
            self.app.call_from_thread(self.query_one("#patients", DataTable).add_row, patient["name"], patient["since"])
        self.app.call_from_thread(self.query_one("#state", Static).update, "called")


class WardApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(WardScreen())


if __name__ == "__main__":
    WardApp().run()
