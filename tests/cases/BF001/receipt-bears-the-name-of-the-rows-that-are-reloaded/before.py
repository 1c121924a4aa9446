"""Chores of a flat: each answer of the service is called `result`, whatever it is."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

URL = "http://flat.example/chores"


class ChoresApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(placeholder="What has to be done?")
        yield DataTable(id="chores")

    def on_mount(self) -> None:
        self.query_one("#chores", DataTable).add_columns("Chore", "Who")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.save(event.value)

    @work(thread=True)
    def save(self, chore: str) -> None:
        result = requests.post(URL, json={"chore": chore}, timeout=10).json()
        self.call_from_thread(self._saved, result)

    def _saved(self, result) -> None:
        self._reload()

    def _reload(self) -> None:
        result = requests.get(URL, timeout=10).json()

        def show() -> None:
            table = self.query_one("#chores", DataTable)
            table.clear()
            for chore in result:
                table.add_row(chore["chore"], chore["who"])

        self.call_from_thread(show)

    @work(thread=True)
    def look_up(self, nr: int) -> None:
        data = self._ask(f"/{nr}/history")
        self.call_from_thread(self._looked_up, data)

    def _looked_up(self, data) -> None:
        self._reload_people()

    def _reload_people(self) -> None:
        data = self._ask("/people")
        self.call_from_thread(self.query_one("#chores", DataTable).add_columns, *data)

    def _ask(self, what: str):
        return requests.get(URL + what, timeout=10).json()


if __name__ == "__main__":
    ChoresApp().run()
