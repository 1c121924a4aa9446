"""A jukebox that asks its library once and remembers the answer."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LIBRARY = "http://music.example/tracks"


class JukeboxApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._memo: dict[str, list[dict]] = {}
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="tracks")

    def on_mount(self) -> None:
        self.query_one("#tracks", DataTable).add_columns("Title", "Artist")

    @work(thread=True, exclusive=True, group="tracks")
    def reload(self) -> None:
        self._fetch_and_update_tracks_table()

    def _keep(self, key: str, tracks: list[dict]) -> None:
        self._memo[key] = tracks
        self.events.append(f"kept {len(tracks)}")

    def _update_tracks_table(self, tracks: list[dict]) -> None:
        self._fetch_and_update_tracks_table()

    def _fetch_and_update_tracks_table(self) -> None:
        key = "tracks"
        if key in self._memo:
            tracks = self._memo[key]
        else:
            tracks = requests.get(LIBRARY, timeout=10).json()
            self._keep(key, tracks)

        def show() -> None:
            table = self.query_one("#tracks", DataTable)
            table.clear()
            for track in tracks:
                table.add_row(track["title"], track["artist"])
            table.border_title = f"{len(tracks)} tracks"

        self.call_from_thread(show)


if __name__ == "__main__":
    JukeboxApp().run()
