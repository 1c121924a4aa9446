import time

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Label


class Lamp(Vertical):
    def compose(self) -> ComposeResult:
        yield Label("off", id="lamp")

    def on_mount(self) -> None:
        self.light("dim")

    @work(thread=True)
    def warm_up(self) -> None:
        time.sleep(1)
        self.light("bright")

    def light(self, how: str) -> None:
        self.call_from_thread(self.query_one("#lamp", Label).update, how)


class LampApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Lamp()


if __name__ == "__main__":
    LampApp().run()
