"""The herbs in a garden."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class ShedApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="herbs")

    @work(thread=True)
    def reload(self) -> None:
        self._load_herbs()

    def _update_herbs(self, herbs: list[dict]) -> None:
        self._load_herbs()

    def _load_herbs(self) -> None:
        names = self._names(requests.get("http://garden.example/herbs", timeout=10))
        self.call_from_thread(self.query_one("#herbs", Static).update, ", ".join(names))

    def _names(self, response: requests.Response) -> list[str]:
        return [herb["name"] for herb in response.json()]


if __name__ == "__main__":
    ShedApp().run()
