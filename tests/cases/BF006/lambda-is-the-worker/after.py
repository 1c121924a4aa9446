import httpx
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label
from textual.worker import get_current_worker


class Level(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="level")

    def key_l(self) -> None:
        self.run_worker(
            lambda: self.measure(), thread=True, exclusive=True, group="measure"
        )

    def measure(self) -> None:
        level = httpx.get("http://river.example/level").text
        if get_current_worker().is_cancelled:
            return
        self.app.call_from_thread(self.show, level)

    def show(self, level: str) -> None:
        self.query_one("#level", Label).update(level)


class River(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Level())


if __name__ == "__main__":
    River().run()
