"""Stalls on a market; a list that the headline counts is kept, and gets a last row afterwards."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label

SERVICE = "http://market.example"


class MarketApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label(id="stalls")

    def on_mount(self) -> None:
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_stalls_label()

    @property
    def headline(self) -> str:
        return f"{len(self._lines)} lines"

    def _update_stalls_label(self, stalls: list[dict]) -> None:
        self._fetch_and_update_stalls_label()

    def _fetch_and_update_stalls_label(self) -> None:
        stalls = requests.get(f"{SERVICE}/stalls", timeout=10).json()
        lines = [stall["name"] for stall in stalls]
        self._lines = lines
        if stalls:
            lines.append("--")
        self.call_from_thread(self.query_one("#stalls", Label).update, self.headline)


if __name__ == "__main__":
    MarketApp().run()
