import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Bus(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label(id="bus")

    def on_mount(self) -> None:
        self.load()

    def action_reload(self) -> None:
        self.run_worker(self.load)

    def load(self) -> None:
        bus = requests.get("http://bus.example/next", timeout=5).json()
        self.query_one("#bus", Label).update(bus)


if __name__ == "__main__":
    Bus().run()
