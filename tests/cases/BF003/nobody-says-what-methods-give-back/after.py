"""A score that a worker keeps; the author writes no types."""

import requests
from textual import work
from textual.app import App
from textual.widgets import Static


class ScoreApp(App):
    def compose(self):
        yield Static(id="score")

    @work(thread=True)
    def reload(self):
        score = requests.get("http://chess.example/score", timeout=10).json()

        def update_ui():
            self.sub_title = score["players"]
            self.query_one("#score", Static).update(score["score"])

        self.call_from_thread(update_ui)


if __name__ == "__main__":
    ScoreApp().run()
