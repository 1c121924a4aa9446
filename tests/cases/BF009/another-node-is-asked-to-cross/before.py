import time

from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Lobby(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("empty", id="lobby")


class Hotel(App[None]):
    def on_mount(self) -> None:
        self.lobby = Lobby()
        self.push_screen(self.lobby)

    @work(thread=True)
    def wait_for_guests(self) -> None:
        time.sleep(0.01)
        self.lobby.call_from_thread(self.show, "full")

    def show(self, text: str) -> None:
        self.lobby.query_one("#lobby", Label).update(text)


if __name__ == "__main__":
    Hotel().run()
