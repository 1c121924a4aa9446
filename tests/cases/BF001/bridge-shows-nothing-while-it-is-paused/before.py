"""A ticker that can be paused: what is at hand is held back then, what is fetched by key is shown all the same."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

TICKER = "http://ticker.example/goals"


class TickerApp(App[None]):
    BINDINGS = [("p", "pause", "Pause"), ("r", "reload", "Reload")]

    def __init__(self) -> None:
        super().__init__()
        self._paused = False

    def compose(self) -> ComposeResult:
        yield DataTable(id="goals")

    def on_mount(self) -> None:
        self.query_one("#goals", DataTable).add_columns("Minute", "Team")

    def action_pause(self) -> None:
        self._paused = not self._paused

    @work(thread=True, exclusive=True, group="goals")
    def action_reload(self) -> None:
        self._fetch_and_update_goals_table()

    def _update_goals_table(self, goals: list[dict]) -> None:
        if not self._paused:
            self._fetch_and_update_goals_table()

    def _fetch_and_update_goals_table(self) -> None:
        goals = requests.get(TICKER, timeout=10).json()

        def show() -> None:
            table = self.query_one("#goals", DataTable)
            table.clear()
            for goal in goals:
                table.add_row(goal["minute"], goal["team"])

        self.call_from_thread(show)


if __name__ == "__main__":
    TickerApp().run()
