from textual.app import App, ComposeResult
from textual.widgets import Label


class Sensor(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("no value", id="value")

    def on_mount(self) -> None:
        self.set_interval(30, self.measure)

    def measure(self) -> None:
        try:
            self.show(21)
        except Exception:
            pass

    def show(self, value: int) -> None:
        self.query_one("#value", Label).update(f"{value} C")


if __name__ == "__main__":
    Sensor().run()
