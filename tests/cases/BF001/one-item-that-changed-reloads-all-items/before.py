"""A pantry. Whoever changes one jar has all of them loaded again."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

URL = "http://pantry.example"


class PantryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="jars")

    def on_mount(self) -> None:
        self.query_one("#jars", DataTable).add_columns("Jar", "Left")

    @work(thread=True)
    def look_into(self, nr: int) -> None:
        jar = requests.get(f"{URL}/jars/{nr}", timeout=10).json()
        self.call_from_thread(self._jar_changed, jar)

    def _jar_changed(self, jar: dict) -> None:
        self._reload_jars()

    def _reload_jars(self) -> None:
        jars = requests.get(f"{URL}/jars", timeout=10).json()
        self.call_from_thread(self._fill, jars)

    def _fill(self, jars: list[dict]) -> None:
        table = self.query_one("#jars", DataTable)
        table.clear()
        for jar in jars:
            table.add_row(jar["name"], jar["left"])


if __name__ == "__main__":
    PantryApp().run()
