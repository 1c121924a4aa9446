"""Runs of a ski lift; the night screen shows them in another way."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

RUNS = "http://lift.example/runs"


class LiftScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="runs")

    def on_mount(self) -> None:
        self.query_one("#runs", DataTable).add_columns("Run", "State")
        self.reload()

    @work(thread=True, exclusive=True, group="runs")
    def reload(self) -> None:
        self._fetch_and_update_runs_table()

    def restore(self, runs: list[dict]) -> None:
        self._update_runs_table(runs)

    def _update_runs_table(self, runs: list[dict]) -> None:
        self._fetch_and_update_runs_table()

    def _fetch_and_update_runs_table(self) -> None:
        runs = requests.get(RUNS, timeout=10).json()

        def show() -> None:
            table = self.query_one("#runs", DataTable)
            table.clear()
            for run in runs:
                table.add_row(run["name"], "open" if run["open"] else "closed")

        self.app.call_from_thread(show)


class NightLiftScreen(LiftScreen):
    def _fetch_and_update_runs_table(self) -> None:
        runs = requests.get(RUNS, params={"lit": "yes"}, timeout=10).json()

        def show() -> None:
            table = self.query_one("#runs", DataTable)
            table.clear()
            for run in runs:
                if run["open"]:
                    table.add_row(run["name"], "lit")

        self.app.call_from_thread(show)


class SkiApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(NightLiftScreen())


if __name__ == "__main__":
    SkiApp().run()
