"""Radio stations in reach."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class RadioApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stations")

    def on_mount(self) -> None:
        table = self.query_one("#stations", DataTable)
        table.add_columns("Station", "MHz")
        table.add_row("yesterday's", "88.0")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_stations_table()

    def _update_stations_table(self, stations: list[dict]) -> None:
        table = self.query_one("#stations", DataTable)
        table.clear()
        if not stations:
            table.add_row("no stations", "")
        for station in stations:
            table.add_row(station["name"], f"{station['mhz']:.1f}")

    def _fetch_and_update_stations_table(self) -> None:
        try:
            stations = requests.get("http://radio.example/stations", timeout=10).json()
        except requests.RequestException as error:
            self.call_from_thread(self.notify, f"No answer: {error}", severity="error")
            return
        self.call_from_thread(self._update_stations_table, stations)


if __name__ == "__main__":
    RadioApp().run()
