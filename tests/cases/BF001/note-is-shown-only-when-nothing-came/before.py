"""Comets in sight."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://comets.example"


class CometsScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="comets")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#comets", DataTable).add_columns("Name", "Sign")

    @work(thread=True, exclusive=True, group="comets", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_comets_table()

    def _update_comets_table(self, comets: list[dict]) -> None:
        if not comets:
            return
        self._fetch_and_update_comets_table()

    def _fetch_and_update_comets_table(self) -> None:
        comets = requests.get(f"{SERVICE}/comets", timeout=10).json()
        if not comets:
            self.app.call_from_thread(self.query_one("#state", Static).update, "no comet tonight")
        for comet in comets:
            self.app.call_from_thread(self.query_one("#comets", DataTable).add_row, comet["name"], comet["sign"])


class CometsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(CometsScreen())


if __name__ == "__main__":
    CometsApp().run()
