"""Trams of a city: one method is how all workers of the screen reach the widgets."""

from collections.abc import Callable

import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://trams.example"


class TramsScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="trams")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#trams", DataTable).add_columns("Line", "Stop")

    def _ui(self, fn: Callable[..., object], *args: object) -> None:
        """Run a function where widgets may be touched."""
        if threading.current_thread() is threading.main_thread():
            fn(*args)
        else:
            self.app.call_from_thread(fn, *args)

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_trams_table()

    def _update_trams_table(self, trams: list[dict]) -> None:
        # Those that stand still come last.
        trams.sort(key=lambda tram: tram["stop"] is None)
        self._show_trams(trams)
        count = self.query_one("#count", Static)
        count.update(f"{len(trams)} trams")

    def _fetch_and_update_trams_table(self) -> None:
        trams = requests.get(f"{SERVICE}/trams", timeout=10).json()
        self._ui(self._update_trams_table, trams)

    def _show_trams(self, trams: list[dict]) -> None:
        table = self.query_one("#trams", DataTable)
        table.clear()
        for tram in trams:
            table.add_row(tram["line"], tram["stop"] or "-")


class TramsApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TramsScreen())


if __name__ == "__main__":
    TramsApp().run()
