"""Standings of a league: the first row of the answer is the date, the others are teams."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

STANDINGS = "http://league.example/standings"


class LeagueApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.stored: list[list[str]] = []

    def compose(self) -> ComposeResult:
        yield Label("", id="date")
        yield DataTable(id="standings")

    def on_mount(self) -> None:
        self.query_one("#standings", DataTable).add_columns("Team", "Points")
        self.reload()

    @work(thread=True, exclusive=True, group="standings")
    def reload(self) -> None:
        self._fetch_and_update_standings_table()

    def show_stored(self) -> None:
        self._update_standings_table(self.stored)

    def _update_standings_table(self, standings: list[list[str]]) -> None:
        self._fetch_and_update_standings_table()

    def _fetch_and_update_standings_table(self) -> None:
        standings = requests.get(STANDINGS, timeout=10).json()
        date = standings.pop(0)[0]
        self.call_from_thread(self.query_one("#date", Label).update, date)
        table = self.query_one("#standings", DataTable)
        self.call_from_thread(table.clear)
        for row in standings:
            self.call_from_thread(table.add_row, *row)


if __name__ == "__main__":
    LeagueApp().run()
