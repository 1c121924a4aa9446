import time
from collections.abc import Callable

from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Threaded(Screen[None]):
    def call_from_thread(self, callback: Callable[..., object], *args: object) -> object:
        return self.app.call_from_thread(callback, *args)


class Stars(Threaded):
    def compose(self) -> ComposeResult:
        yield Label("none", id="stars")

    @work(thread=True)
    def look_up(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "many")

    def show(self, text: str) -> None:
        self.query_one("#stars", Label).update(text)


class StarsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Stars())


if __name__ == "__main__":
    StarsApp().run()
