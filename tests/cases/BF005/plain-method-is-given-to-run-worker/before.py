import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Kiln(Screen[None]):
    BINDINGS = [("m", "measure", "Measure")]

    def compose(self) -> ComposeResult:
        yield Label(id="heat")

    def show(self, heat: int) -> None:
        self.query_one("#heat", Label).update(f"{heat} degrees")

    def action_measure(self) -> None:
        self.run_worker(self._measure, exclusive=True)

    def _measure(self) -> None:
        heat = requests.get("http://kiln.example/kiln", timeout=5).json()
        self.app.call_from_thread(self.show, heat)


class Pottery(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Kiln())


if __name__ == "__main__":
    Pottery().run()
