"""A choir: a text for no singers, and none for no songs."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://singers.example"
KEYS = {"singers": ("name", "voice"), "songs": ("title", "key")}


class ChoirScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="singers-table")
        yield DataTable(id="songs-table")

    def on_mount(self) -> None:
        self.query_one("#singers-table", DataTable).add_columns(*KEYS["singers"])
        self.query_one("#songs-table", DataTable).add_columns(*KEYS["songs"])

    @work(thread=True, exclusive=True, group="singers")
    def reload_singers(self) -> None:
        self._fetch_and_update_singers_table()

    @work(thread=True, exclusive=True, group="songs", exit_on_error=False)
    def reload_songs(self) -> None:
        self._fetch_and_update_songs_table()

    def _fetch_and_update_singers_table(self) -> None:
        singers = requests.get(f"{URL}/singers", timeout=10).json()
        self.app.call_from_thread(self._update_singers_table, singers)

    def _update_singers_table(self, singers: list[dict]) -> None:
        table = self.query_one("#singers-table", DataTable)
        table.clear()
        if not singers:
            table.add_row("No singers tonight")
            return
        for row in singers:
            table.add_row(*(row[key] for key in KEYS["singers"]))

    def _fetch_and_update_songs_table(self) -> None:
        songs = requests.get(f"{URL}/songs", timeout=10).json()
        self.app.call_from_thread(self._update_songs_table, songs)

    def _update_songs_table(self, songs: list[dict]) -> None:
        self._fetch_and_update_songs_table()


class ChoirApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ChoirScreen())


if __name__ == "__main__":
    ChoirApp().run()
