"""Trams of a city; the status line tells how many there are."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker


class TramsApp(App[None]):
    BINDINGS = [("t", "tell", "Tell")]

    def __init__(self) -> None:
        super().__init__()
        self.trams: list[str] = []
        self.stops: list[str] = []
        self.late = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="trams")
        yield DataTable(id="stops")
        yield Static(id="status")

    def on_mount(self) -> None:
        self.query_one("#trams", DataTable).add_columns("Tram")
        self.query_one("#stops", DataTable).add_columns("Stop")

    @work(thread=True, exclusive=True, group="load", exit_on_error=False)
    def load(self) -> None:
        self.call_from_thread(self._show_trams, requests.get("http://city.example/trams", timeout=10).json())
        self.call_from_thread(self._show_stops, requests.get("http://city.example/stops", timeout=10).json())

    @work(thread=True, exclusive=True, group="trams")
    def reload(self) -> None:
        self._load_trams()
        self._load_stops()

    def _show_trams(self, trams: list[str]) -> None:
        self.trams = trams
        self.late = len([tram for tram in trams if tram.endswith("!")])
        self._fill("#trams", trams)

    def _load_trams(self) -> None:
        worker = get_current_worker()
        found = self.trams = requests.get("http://city.example/trams", timeout=10).json()
        self.late = len([tram for tram in found if tram.endswith("!")])
        if not worker.is_cancelled:
            self.call_from_thread(self._show_trams, found)

    def _show_stops(self, stops: list[str]) -> None:
        self.stops = stops
        self._fill("#stops", stops)

    def _load_stops(self) -> None:
        try:
            found = requests.get("http://city.example/stops", timeout=10).json()
            self.stops = found
        except requests.RequestException:
            self.call_from_thread(self.notify, "no stops")
            return
        self.log(f"{len(found)} stops")
        self.call_from_thread(self._show_stops, found)

    def _fill(self, where: str, rows: list[str]) -> None:
        table = self.query_one(where, DataTable)
        table.clear()
        for row in rows:
            table.add_row(row)

    def action_tell(self) -> None:
        self.query_one("#status", Static).update(f"{len(self.trams)} trams, {self.late} late, {len(self.stops)} stops")


if __name__ == "__main__":
    TramsApp().run()
