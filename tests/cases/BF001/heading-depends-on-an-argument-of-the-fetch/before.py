"""High scores: ten at a glance, fifty on demand."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SCORES = "http://arcade.example/scores"


class ArcadeApp(App[None]):
    BINDINGS = [("t", "top(10)", "Top ten"), ("f", "top(50)", "Top fifty")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="scores")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Player", "Score")
        self.action_top(10)

    @work(thread=True, exclusive=True, group="scores")
    def action_top(self, limit: int) -> None:
        self._load_and_show_scores(limit)

    def _show_scores(self, scores: list[dict]) -> None:
        self._load_and_show_scores(10)

    def _load_and_show_scores(self, limit: int) -> None:
        scores = requests.get(SCORES, params={"limit": limit}, timeout=10).json()

        def show() -> None:
            table = self.query_one("#scores", DataTable)
            table.border_title = f"Top {limit}"
            table.clear()
            for score in scores:
                table.add_row(score["player"], f"{score['points']:,}")

        self.call_from_thread(show)


if __name__ == "__main__":
    ArcadeApp().run()
