"""Which kites are up."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class KitesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="kites")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_kites()

    def _mark(self, kites: list[dict]) -> None:
        for kite in kites:
            kite["name"] = f"* {kite['name']}"

    def _update_kites_table(self, kites: list[dict]) -> None:
        self._fetch_kites()

    def _fetch_kites(self) -> None:
        kites = requests.get("http://kites.example/up", timeout=10).json()
        self._mark([kite for kite in kites if kite["high"]])
        table = self.query_one("#kites", DataTable)
        for kite in kites:
            self.call_from_thread(table.add_row, kite["name"])


if __name__ == "__main__":
    KitesApp().run()
