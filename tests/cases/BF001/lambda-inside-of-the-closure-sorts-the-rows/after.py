"""Kegs of a brewery, fullest first."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://brewery.example"


class BreweryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="kegs")
        yield Static(id="sum")

    def on_mount(self) -> None:
        self.query_one("#kegs", DataTable).add_columns("Keg", "Litres")

    @work(thread=True)
    def reload(self) -> None:
        self.load_kegs()

    def show_kegs(self, kegs: list[dict]) -> None:
        fullest = max(kegs, key=lambda keg: keg["litres"])
        table = self.query_one("#kegs", DataTable)
        table.clear()
        for keg in sorted(kegs, key=lambda keg: -keg["litres"]):
            table.add_row(keg["name"], str(keg["litres"]))
        self.query_one("#sum", Static).update(f"{len(kegs)} kegs, most in {fullest['name']}")

    def load_kegs(self) -> None:
        kegs = requests.get(f"{SERVICE}/kegs", timeout=10).json()
        self.call_from_thread(self.show_kegs, kegs)


if __name__ == "__main__":
    BreweryApp().run()
