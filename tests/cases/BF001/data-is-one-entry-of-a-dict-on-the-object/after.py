"""Cheeses of a dairy, kept under a key of one memory."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

CHEESES = "http://dairy.example/cheeses"


class DairyApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._memory: dict[str, list[dict]] = {"cheeses": [], "milk": []}

    def compose(self) -> ComposeResult:
        yield DataTable(id="cheeses")

    def on_mount(self) -> None:
        self.query_one("#cheeses", DataTable).add_columns("Cheese", "Weeks")
        self.reload()

    @work(thread=True, exclusive=True, group="cheeses")
    def reload(self) -> None:
        self._fetch_and_update_cheeses_table()

    def _update_cheeses_table(self, cheeses: list[dict]) -> None:
        self._memory["cheeses"] = cheeses
        table = self.query_one("#cheeses", DataTable)
        table.clear()
        for cheese in self._memory["cheeses"]:
            table.add_row(cheese["name"], str(cheese["weeks"]))
        table.border_title = f"{len(self._memory)} kinds"

    def _fetch_and_update_cheeses_table(self) -> None:
        self._memory["cheeses"] = requests.get(CHEESES, timeout=10).json()
        self.call_from_thread(self._update_cheeses_table, self._memory["cheeses"])


if __name__ == "__main__":
    DairyApp().run()
