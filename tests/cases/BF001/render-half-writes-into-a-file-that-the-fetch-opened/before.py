"""Harbour berths; what was shown is appended to a journal."""

import os

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BERTHS = "http://harbour.example/berths"


class BerthScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="berths")

    def on_mount(self) -> None:
        self.query_one("#berths", DataTable).add_columns("Berth", "Ship")
        self.reload()

    def reload(self) -> None:
        self.run_worker(self._fetch_and_update_berths_table, thread=True, exclusive=True, group="berths")

    def _update_berths_table(self, berths: list[dict]) -> None:
        self._fetch_and_update_berths_table()

    def _fetch_and_update_berths_table(self) -> None:
        journal = open(os.devnull, "a", encoding="utf-8")
        berths = requests.get(BERTHS, timeout=10).json()

        def show() -> None:
            table = self.query_one("#berths", DataTable)
            table.clear()
            for berth in berths:
                table.add_row(berth["name"], berth["ship"])
                journal.write(f"{berth['name']}\t{berth['ship']}\n")

        self.app.call_from_thread(show)
        journal.close()


class HarbourApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BerthScreen())


if __name__ == "__main__":
    HarbourApp().run()
