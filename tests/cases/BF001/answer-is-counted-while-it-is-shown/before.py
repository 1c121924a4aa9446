"""The boats in a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class QuayApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="boats")

    def on_mount(self) -> None:
        self.query_one("#boats", DataTable).add_columns("Berth", "Name")

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
        board = self.query_one("#boats", DataTable)
        for berth, each in enumerate(self._get("boats"), start=1):
            self.call_from_thread(board.add_row, str(berth), each["name"])


if __name__ == "__main__":
    QuayApp().run()
