"""Ferries of a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://harbour.example"


class FerriesScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="ferries")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#ferries", DataTable).add_columns("Name", "Pier")

    def notify(self, message: str, **options: object) -> None:
        self.query_one("#state", Static).update(message)

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_ferries_table()

    def _update_ferries_table(self, ferries: list[dict]) -> None:
        self._fetch_and_update_ferries_table()

    def _fetch_and_update_ferries_table(self) -> None:
        ferries = requests.get(f"{SERVICE}/ferries", timeout=10).json()
        self.app.call_from_thread(self.notify, f"{len(ferries)} ferries")
        self.app.call_from_thread(self._show, ferries)

    def _show(self, ferries: list[dict]) -> None:
        table = self.query_one("#ferries", DataTable)
        table.clear()
        for ferry in ferries:
            table.add_row(ferry["name"], str(ferry["pier"]))


class HarbourApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(FerriesScreen())


if __name__ == "__main__":
    HarbourApp().run()
