"""Who sails in a regatta."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class RegattaApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="sailors")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_sailors()

    def _update_sailors(self, names: list[str]) -> None:
        self._fetch_sailors()

    def _fetch_sailors(self) -> None:
        found = requests.get("http://regatta.example/sailors", timeout=10).json()
        self.call_from_thread(self.query_one("#sailors", Static).update, ", ".join(sailor["name"] for sailor in found))


if __name__ == "__main__":
    RegattaApp().run()
