"""The boats in a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class JettyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="boats")

    def _get(self, path: str) -> list[dict]:
        return requests.get(f"http://harbour.example/{path}", timeout=10).json()

    @work(thread=True)
    def reload(self) -> None:
        self._load_boats()

    def _update_boats(self, boats: list[dict]) -> None:
        self._load_boats()

    def _load_boats(self) -> None:
        names = sorted(each["name"] for each in self._get("boats"))
        self._names = names
        self.call_from_thread(self.query_one("#boats", Static).update, ", ".join(self._names))


if __name__ == "__main__":
    JettyApp().run()
