"""Stock of a bakery."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://loaves.example"


class BakeryScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.loaves: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="loaves")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#loaves", DataTable).add_columns("Name", "Left")

    @work(thread=True, exclusive=True, group="loaves", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_loaves_table()

    def _update_loaves_table(self, loaves: list[dict]) -> None:
        self.loaves = loaves
        if not self.loaves:
            return
        table = self.query_one("#loaves", DataTable)
        table.clear()
        for loaf in self.loaves:
            table.add_row(loaf["name"], str(loaf["left"]))

    def _fetch_and_update_loaves_table(self) -> None:
        self.loaves = requests.get(f"{SERVICE}/loaves", timeout=10).json()
        if not self.loaves:
            return
        requests.post(f"{SERVICE}/seen", json=len(self.loaves), timeout=10)
        self.app.call_from_thread(self._update_loaves_table, self.loaves)


class BakeryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BakeryScreen())


if __name__ == "__main__":
    BakeryApp().run()
