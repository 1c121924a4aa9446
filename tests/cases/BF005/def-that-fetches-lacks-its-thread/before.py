import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Tides(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label(id="tides")

    def action_reload(self) -> None:
        self.load()

    @work
    def load(self) -> None:
        """Ask the harbour."""
        tides = requests.get("http://harbour.example/tides", timeout=5).json()
        self.call_from_thread(self.show, tides)

    def show(self, tides: list[str]) -> None:
        self.query_one("#tides", Label).update(", ".join(tides))


if __name__ == "__main__":
    Tides().run()
