"""Tides at a pier; an outdated worker must not paint."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer
from textual.worker import get_current_worker

TIDES = "http://pier.example/tides"


class PierApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="tides")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#tides", DataTable).add_columns("Hour", "Metres")

    @work(thread=True, exclusive=True, group="tides")
    def action_reload(self) -> None:
        self._fetch_and_update_tides_table()

    def _update_tides_table(self, tides: list[dict]) -> None:
        self._fetch_and_update_tides_table()

    def _fetch_and_update_tides_table(self) -> None:
        tides = requests.get(TIDES, timeout=10).json()

        def show() -> None:
            table = self.query_one("#tides", DataTable)
            table.clear()
            for tide in tides:
                if get_current_worker().is_cancelled:
                    return
                table.add_row(tide["hour"], f"{tide['metres']:.1f}")

        self.call_from_thread(show)


if __name__ == "__main__":
    PierApp().run()
