from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Digits


class ClockScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Digits("0", id="clock")

    def on_mount(self) -> None:
        self.ticks = 0
        self.set_interval(60.0, self.tick)

    def tick(self) -> None:
        self.ticks += 1
        shown = f"{self.ticks:02}"
        self.app.call_from_thread(lambda: self.query_one("#clock", Digits).update(shown))


class ClockApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(ClockScreen())


if __name__ == "__main__":
    ClockApp().run()
