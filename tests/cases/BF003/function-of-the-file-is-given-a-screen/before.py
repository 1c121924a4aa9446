import threading
import time

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


def run(race: "Race", laps: int) -> None:
    time.sleep(0.01)
    race.sub_title = f"{laps} laps"
    race.query_one("#race", Label).update("finished")


class Race(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("ready", id="race")

    def go(self) -> None:
        threading.Thread(target=run, args=(self, 3)).start()


class RaceApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Race())


if __name__ == "__main__":
    RaceApp().run()
