"""A chess club: the row for no games has three cells, the table of the players two columns."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://games.example"
KEYS = {"games": ("white", "black", "result"), "players": ("name", "rating")}


class ChessScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="games-table")
        yield DataTable(id="players-table")

    def on_mount(self) -> None:
        self.query_one("#games-table", DataTable).add_columns(*KEYS["games"])
        self.query_one("#players-table", DataTable).add_columns(*KEYS["players"])

    @work(thread=True, exclusive=True, group="games")
    def reload_games(self) -> None:
        self._fetch_and_update_games_table()

    @work(thread=True, exclusive=True, group="players", exit_on_error=False)
    def reload_players(self) -> None:
        self._fetch_and_update_players_table()

    def _fetch_and_update_games_table(self) -> None:
        games = requests.get(f"{URL}/games", timeout=10).json()
        self.app.call_from_thread(self._update_games_table, games)

    def _update_games_table(self, games: list[dict]) -> None:
        table = self.query_one("#games-table", DataTable)
        table.clear()
        if not games:
            table.add_row("-", "No data", "-")
        for row in games:
            table.add_row(*(row[key] for key in KEYS["games"]))

    def _fetch_and_update_players_table(self) -> None:
        players = requests.get(f"{URL}/players", timeout=10).json()
        self.app.call_from_thread(self._update_players_table, players)

    def _update_players_table(self, players: list[dict]) -> None:
        self._fetch_and_update_players_table()


class ChessApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ChessScreen())


if __name__ == "__main__":
    ChessApp().run()
