"""Museum pieces; a count of oddities grows while fetching and while showing."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PIECES = "http://museum.example/pieces"


class MuseumApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="pieces")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Piece", "Year")
        self.reload()

    @work(thread=True, exclusive=True, group="pieces")
    def reload(self) -> None:
        self._fetch_and_update_pieces_table()

    def _update_pieces_table(self, pieces: list[dict]) -> None:
        self._fetch_and_update_pieces_table()

    def _fetch_and_update_pieces_table(self) -> None:
        oddities = 0
        response = requests.get(PIECES, timeout=10)
        if response.status_code != 200:
            oddities += 1
        pieces = response.json()

        def show() -> None:
            nonlocal oddities
            table = self.query_one("#pieces", DataTable)
            table.clear()
            for piece in pieces:
                if not piece.get("year"):
                    oddities += 1
                table.add_row(piece["name"], str(piece.get("year", "?")))

        self.call_from_thread(show)
        if oddities:
            self.log.warning(f"{oddities} oddities in the pieces")


if __name__ == "__main__":
    MuseumApp().run()
