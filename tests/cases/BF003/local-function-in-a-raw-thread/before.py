import threading
import time

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Race(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("ready", id="race")

    def go(self) -> None:
        def run() -> None:
            time.sleep(0.01)
            self.sub_title = "over"
            self.query_one("#race", Label).update("finished")

        threading.Thread(target=run).start()


class RaceApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Race())


if __name__ == "__main__":
    RaceApp().run()
