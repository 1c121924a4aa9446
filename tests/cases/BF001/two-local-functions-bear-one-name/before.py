"""Boats in a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://boats.example"


class HarbourScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="boats")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#boats", DataTable).add_columns("Name", "Berth")

    @work(thread=True, exclusive=True, group="boats", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_boats_table()

    def _update_boats_table(self, boats: list[dict]) -> None:
        self._fetch_and_update_boats_table()

    def _fetch_and_update_boats_table(self) -> None:
        boats = requests.get(f"{SERVICE}/boats", timeout=10).json()
        moored = sum(1 for boat in boats if boat["berth"])

        def update() -> None:
            self.query_one("#state", Static).update(f"{moored} moored")

        self.app.call_from_thread(update)

        def update() -> None:
            table = self.query_one("#boats", DataTable)
            table.clear()
            for boat in boats:
                table.add_row(boat["name"], boat["berth"] or "-")

        self.app.call_from_thread(update)


class HarbourApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(HarbourScreen())


if __name__ == "__main__":
    HarbourApp().run()
