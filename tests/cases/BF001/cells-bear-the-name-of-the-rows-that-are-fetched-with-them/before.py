"""The boats in a harbour."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class WharfApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="boats")

    def on_mount(self) -> None:
        self.query_one("#boats", DataTable).add_columns("Name", "Berth")

    def _get(self, path: str) -> list[dict]:
        return requests.get(f"http://harbour.example/{path}", timeout=10).json()

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        self.call_from_thread(self._update_boats, self._get("boats"))

    @work(thread=True)
    def reload(self) -> None:
        self._load_boats()

    def _update_boats(self, boats: list[dict]) -> None:
        self._load_boats()

    def _load_boats(self) -> None:
        boats = [(each["name"], each["berth"]) for each in self._get("boats")]

        def show() -> None:
            self.query_one("#boats", DataTable).add_rows(boats)

        self.call_from_thread(show)


if __name__ == "__main__":
    WharfApp().run()
