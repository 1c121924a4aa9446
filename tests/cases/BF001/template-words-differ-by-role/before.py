"""A clinic: the tables, the counters and the titles call the same things by different names."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

CLINIC = "http://clinic.example"


class ClinicApp(App[None]):
    TITLES = {"nurses": "On duty", "patients": "In the ward"}

    def __init__(self) -> None:
        super().__init__()
        self._counts = {"nurse": 1, "patient": 1}

    def compose(self) -> ComposeResult:
        yield DataTable(id="nurses-table")
        yield DataTable(id="patients-table")

    def on_mount(self) -> None:
        self.query_one("#nurses-table", DataTable).add_columns("Name")
        self.query_one("#patients-table", DataTable).add_columns("Name")

    @work(thread=True, exclusive=True, group="nurses")
    def reload_nurses(self) -> None:
        self._fetch_and_update_nurses_table()

    @work(thread=True, exclusive=True, group="patients", exit_on_error=False)
    def reload_patients(self) -> None:
        self._fetch_and_update_patients_table()

    def _fetch_and_update_nurses_table(self) -> None:
        found = requests.get(f"{CLINIC}/nurses", timeout=10).json()
        names = [one["name"] for one in found]
        self._counts["nurse"] = len(names)
        self.call_from_thread(self._update_nurses_table, names)

    def _update_nurses_table(self, names: list[str]) -> None:
        table = self.query_one("#nurses-table", DataTable)
        table.border_title = self.TITLES["nurses"]
        table.border_subtitle = f"{self._counts['nurse']} at work"
        table.clear()
        for name in names:
            table.add_row(name)

    def _fetch_and_update_patients_table(self) -> None:
        found = requests.get(f"{CLINIC}/patients", timeout=10).json()
        names = [one["name"] for one in found if one["ward"] == 3]
        self._counts["patient"] = len(names)
        self.call_from_thread(self._update_patients_table, names)

    def _update_patients_table(self, names: list[str]) -> None:
        self._fetch_and_update_patients_table()


if __name__ == "__main__":
    ClinicApp().run()
