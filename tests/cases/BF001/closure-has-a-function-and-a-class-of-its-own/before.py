"""Scores of a game."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class ScoreApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="scores")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Name", "Points")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_scores_table()

    def _update_scores_table(self, scores: list[dict]) -> None:
        self._fetch_and_update_scores_table()

    def _fetch_and_update_scores_table(self) -> None:
        scores = requests.get("http://game.example/scores", timeout=10).json()

        def show() -> None:
            class Best:
                points = max((score["points"] for score in scores), default=0)

            def medal(points: int) -> str:
                if points == Best.points:
                    return f"🥇 {points}"
                return str(points)

            table = self.query_one("#scores", DataTable)
            table.clear()
            for score in scores:
                table.add_row(score["name"], medal(score["points"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    ScoreApp().run()
