"""Two lists of a radio station, refreshed by name."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

STATION = "http://radio.example"


class RadioApp(App[None]):
    def __init__(self, kind: str = "songs") -> None:
        super().__init__()
        self.kind = kind

    def compose(self) -> ComposeResult:
        yield DataTable(id="songs")
        yield DataTable(id="shows")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Name", "Length")
        self.reload()

    @work(thread=True, exclusive=True, group="station")
    def reload(self) -> None:
        getattr(self, f"_fetch_and_update_{self.kind}_table")()

    def _update_table(self, rows: list[dict]) -> None:
        getattr(self, f"_fetch_and_update_{self.kind}_table")()

    def _fetch_and_update_songs_table(self) -> None:
        songs = requests.get(f"{STATION}/songs", timeout=10).json()
        self.call_from_thread(self._fill, "#songs", songs)

    def _fetch_and_update_shows_table(self) -> None:
        shows = requests.get(f"{STATION}/shows", timeout=10).json()
        self.call_from_thread(self._fill, "#shows", shows)

    def _fill(self, selector: str, rows: list[dict]) -> None:
        table = self.query_one(selector, DataTable)
        table.clear()
        for row in rows:
            table.add_row(row["name"], row["length"])


if __name__ == "__main__":
    RadioApp().run()
