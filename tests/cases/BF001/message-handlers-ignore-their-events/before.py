"""A shelf of board games: rows are fetched anew when a key or a button says so."""

import requests
from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Button, DataTable, Select

GAMES = "http://shelf.example/games"


class ShelfApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Select([("all", "all"), ("new", "new")], id="kind")
        yield Button("Reload", id="reload")
        yield DataTable(id="games")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Game", "Players")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self._fetch_and_update_games_table()

    @on(Select.Changed, "#kind")
    def other_kind(self, event: Select.Changed) -> None:
        self._fetch_and_update_games_table()

    def on_key(self, event: Key) -> None:
        self._fetch_and_update_games_table()

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        self._fetch_and_update_games_table()

    def _fetch_and_update_games_table(self) -> None:
        games = requests.get(GAMES, timeout=10).json()
        table = self.query_one("#games", DataTable)
        table.clear()
        for game in games:
            table.add_row(game["name"], game["players"])


if __name__ == "__main__":
    ShelfApp().run()
