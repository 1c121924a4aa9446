"""Two screens of a chess club; the base class keeps its round under a private name."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

GAMES = "http://chess.example/games"


class GamesBase(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.__round = 1

    def next_round(self) -> None:
        self.__round += 1

    def _fetch_and_update_games_table(self) -> None:
        games = requests.get(GAMES, timeout=10).json()

        def show() -> None:
            table = self.query_one("#games", DataTable)
            table.border_title = f"Round {self.__round}"
            table.clear()
            for game in games:
                table.add_row(game["white"], game["black"])

        self.app.call_from_thread(show)


class GamesScreen(GamesBase):
    def compose(self) -> ComposeResult:
        yield DataTable(id="games")

    def on_mount(self) -> None:
        self.query_one("#games", DataTable).add_columns("White", "Black")
        self.reload()

    @work(thread=True, exclusive=True, group="games")
    def reload(self) -> None:
        self._fetch_and_update_games_table()

    def _update_games_table(self, games: list[dict]) -> None:
        self._fetch_and_update_games_table()


class ChessApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(GamesScreen())


if __name__ == "__main__":
    ChessApp().run()
