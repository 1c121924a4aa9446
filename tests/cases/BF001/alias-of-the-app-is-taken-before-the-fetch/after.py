"""Trains at a platform; the screen may be gone when the answer comes."""

import json
import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BOARD = ["railboard", "trains", "--json"]


class PlatformScreen(Screen[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="trains")

    def on_mount(self) -> None:
        self.query_one("#trains", DataTable).add_columns("To", "At")

    @work(thread=True, exclusive=True, group="trains")
    def action_reload(self) -> None:
        self._fetch_and_update_trains_table()

    def _update_trains_table(self, trains: list[dict]) -> None:
        app = self.app
        table = self.query_one("#trains", DataTable)
        table.clear()
        for train in trains:
            table.add_row(train["to"], train["at"])
        app.sub_title = f"{len(trains)} trains"

    def _fetch_and_update_trains_table(self) -> None:
        app = self.app  # self.app raises once the screen has been dismissed
        trains = json.loads(subprocess.check_output(BOARD, text=True))
        app.call_from_thread(self._update_trains_table, trains)


class RailApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PlatformScreen())


if __name__ == "__main__":
    RailApp().run()
