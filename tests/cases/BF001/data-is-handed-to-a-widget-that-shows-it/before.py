"""Candidates of an election; the widget that shows them takes them as an attribute."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Static

CANDIDATES = "http://votes.example/candidates"


class Ballot(Static):
    candidates: reactive[list[dict]] = reactive(list)

    def render(self) -> str:
        return ", ".join(candidate["name"] for candidate in self.candidates)


class ElectionApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Ballot(id="ballot")

    def on_mount(self) -> None:
        self.load()

    @work(thread=True, exclusive=True, group="candidates")
    def load(self) -> None:
        self._load_and_show_candidates()

    def _load_and_show_candidates(self) -> None:
        candidates = requests.get(CANDIDATES, timeout=10).json()
        self.call_from_thread(self._show_candidates, candidates)

    def _show_candidates(self, candidates: list[dict]) -> None:
        self.query_one("#ballot", Ballot).candidates = candidates


if __name__ == "__main__":
    ElectionApp().run()
