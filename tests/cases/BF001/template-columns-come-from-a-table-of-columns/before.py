"""A monitor of runners and builds; the columns of both tables stand in one dict."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

SERVICE = "http://ci.example"
COLUMNS = {
    "runner": (("Runner", "name"), ("State", "state")),
    "builds": (("Build", "id"), ("Branch", "branch"), ("Result", "result")),
}


class MonitorScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="runner-table")
        yield DataTable(id="builds-table")

    def on_mount(self) -> None:
        for name, columns in COLUMNS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*(title for title, _key in columns))

    @work(thread=True, exclusive=True, group="runner")
    def reload_runner(self) -> None:
        self._fetch_and_update_runner_table()

    @work(thread=True, exclusive=True, group="builds", exit_on_error=False)
    def reload_builds(self) -> None:
        self._fetch_and_update_builds_table()

    def _fetch_and_update_runner_table(self) -> None:
        runners = requests.get(f"{SERVICE}/runners", timeout=10).json()
        self.app.call_from_thread(self._update_runner_table, runners)

    def _update_runner_table(self, runners: list[dict]) -> None:
        """Show the runners."""
        table = self.query_one("#runner-table", DataTable)
        table.clear()
        for row in runners:
            table.add_row(*(str(row[key]) for _title, key in COLUMNS["runner"]))

    def _fetch_and_update_builds_table(self) -> None:
        builds = requests.get(f"{SERVICE}/builds", timeout=10).json()
        self.app.call_from_thread(self._update_builds_table, builds)

    def _update_builds_table(self, builds: list[dict]) -> None:
        """Show the builds."""
        self._fetch_and_update_builds_table()


class MonitorApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(MonitorScreen())


if __name__ == "__main__":
    MonitorApp().run()
