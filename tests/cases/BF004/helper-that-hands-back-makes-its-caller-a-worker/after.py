import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Lottery(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="number")

    @work(thread=True, exclusive=True, group="action_draw")
    def action_draw(self) -> None:
        number = self._ask()
        self.call_from_thread(
            lambda: self.query_one("#number", Label).update(str(number))
        )

    def _ask(self) -> int:
        return requests.get("http://luck.example/number", timeout=5).json()


if __name__ == "__main__":
    Lottery().run()
