"""Boats, kept in ways that the bridge can't follow."""

import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://harbour.example"


class HarbourApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.boats: list[dict] = []
        self.names: dict[str, dict] = {}
        self.first = ""

    def compose(self) -> ComposeResult:
        yield DataTable(id="boats")
        yield DataTable(id="yachts")
        yield DataTable(id="ferries")
        yield DataTable(id="rafts")
        yield Static(id="state")

    def action_state(self) -> None:
        self.query_one("#state", Static).update(f"{self.boats} {self.names} {self.first}")

    @work(thread=True)
    def reload(self) -> None:
        self.load_boats()
        self.load_yachts()
        self.load_ferries()
        self.load_rafts()

    def show_boats(self, boats: list[dict]) -> None:
        self.load_boats()

    def load_boats(self) -> None:
        boats = requests.get(f"{SERVICE}/boats", timeout=10).json()
        with self.lock:
            self.boats = boats
        self.call_from_thread(self.query_one("#boats", DataTable).add_rows, [[boat["name"]] for boat in boats])

    def show_yachts(self, yachts: list[dict]) -> None:
        self.load_yachts()

    def load_yachts(self) -> None:
        try:
            yachts = requests.get(f"{SERVICE}/yachts", timeout=10).json()
            self.names.update({yacht["name"]: yacht for yacht in yachts})
        except requests.RequestException:
            return
        self.call_from_thread(self.query_one("#yachts", DataTable).add_rows, [[yacht["name"]] for yacht in yachts])

    def show_ferries(self, ferries: list[dict]) -> None:
        self.load_ferries()

    def load_ferries(self) -> None:
        try:
            ferries = requests.get(f"{SERVICE}/ferries", timeout=10).json()
            if not ferries:
                return
            self.first = ferries
        except requests.RequestException:
            return
        self.call_from_thread(self.query_one("#ferries", DataTable).add_rows, [[ferry["name"]] for ferry in ferries])

    def show_rafts(self, rafts: list[dict]) -> None:
        self.load_rafts()

    def load_rafts(self) -> None:
        rafts = requests.get(f"{SERVICE}/rafts", timeout=10).json()
        if len(rafts) > 9:
            self.boats = rafts
            return
        self.call_from_thread(self.query_one("#rafts", DataTable).add_rows, [[raft["name"]] for raft in rafts])


if __name__ == "__main__":
    HarbourApp().run()
