import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Level(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label(id="level")

    def action_reload(self) -> None:
        self.load()

    @work(thread=True)
    def load(self) -> None:
        level = requests.get("http://river.example/level", timeout=5).text
        self.query_one("#level", Label).update(level)


if __name__ == "__main__":
    Level().run()
