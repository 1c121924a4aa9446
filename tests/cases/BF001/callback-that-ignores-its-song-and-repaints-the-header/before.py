"""A music player: whenever the song changes the header is painted anew."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label

PLAYER = "http://player.example/song"


class PlayerApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.played = 0

    def compose(self) -> ComposeResult:
        yield Label("silence", id="header")

    def on_mount(self) -> None:
        self.listen()

    @work(thread=True, exclusive=True, group="player")
    def listen(self) -> None:
        song = requests.get(PLAYER, timeout=60).json()
        self.call_from_thread(self._on_song, song)

    def _on_song(self, _info: dict) -> None:
        self._paint_header()

    def _paint_header(self) -> None:
        self.played += 1
        self.query_one("#header", Label).update(f"{self.played} songs so far")


if __name__ == "__main__":
    PlayerApp().run()
