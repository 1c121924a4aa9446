import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Lottery(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="number")

    def action_draw(self) -> None:
        number = self._ask()
        self.query_one("#number", Label).update(str(number))

    def _ask(self) -> int:
        return requests.get("http://luck.example/number", timeout=5).json()


if __name__ == "__main__":
    Lottery().run()
