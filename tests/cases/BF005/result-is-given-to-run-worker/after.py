import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Dew(App[None]):
    BINDINGS = [("m", "measure", "Measure")]

    def compose(self) -> ComposeResult:
        yield Label(id="dew")

    def action_measure(self) -> None:
        self.run_worker(self.measure, group="dew", thread=True)

    def measure(self) -> None:
        dew = requests.get("http://weather.example/dew", timeout=5).json()
        self.call_from_thread(self.show, dew)

    def show(self, dew: int) -> None:
        self.query_one("#dew", Label).update(f"dew at {dew}")


if __name__ == "__main__":
    Dew().run()
