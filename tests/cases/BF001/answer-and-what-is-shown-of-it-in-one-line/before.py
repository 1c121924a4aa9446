"""The boats in a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class PierApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="boats")

    def _get(self, path: str) -> list[dict]:
        return requests.get(f"http://harbour.example/{path}", timeout=10).json()

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        self.call_from_thread(self._update_boats, self._get("boats"))

    @work(thread=True)
    def reload(self) -> None:
        self._load_boats()

    def _update_boats(self, boats: list[dict]) -> None:
        self._load_boats()

    def _load_boats(self) -> None:
        board = self.query_one("#boats", Static)
        self.call_from_thread(board.update, ", ".join(sorted(each["name"] for each in self._get("boats"))))


if __name__ == "__main__":
    PierApp().run()
