import radio
from textual.app import App, ComposeResult
from textual.widgets import Label


class Tuner(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="station")

    def on_mount(self) -> None:
        radio.listen(on_change=self.changed)

    def action_again(self) -> None:
        self.changed("none")

    def changed(self, station: str) -> None:
        self.call_from_thread(self.query_one("#station", Label).update, station)


if __name__ == "__main__":
    Tuner().run()
