"""Songs of a chart, the first three of a page."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://songs.example"


class ChartScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="songs")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#songs", DataTable).add_columns("Name", "Weeks")

    @work(thread=True, exclusive=True, group="songs", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_songs_table()

    def _update_songs_table(self, page: tuple[list[dict], int]) -> None:
        self._fetch_and_update_songs_table()

    def _fetch_and_update_songs_table(self) -> None:
        songs, total = self._page()
        del songs[3:]
        requests.post(f"{SERVICE}/seen", json=total, timeout=10)
        self.app.call_from_thread(self._show, songs)

    def _page(self) -> tuple[list[dict], int]:
        answer = requests.get(f"{SERVICE}/songs", timeout=10).json()
        return answer["items"], answer["total"]

    def _show(self, songs: list[dict]) -> None:
        table = self.query_one("#songs", DataTable)
        table.clear()
        for song in songs:
            table.add_row(song["name"], str(song["weeks"]))


class ChartApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ChartScreen())


if __name__ == "__main__":
    ChartApp().run()
