"""A one-line summary of a chicken coop, formatted from the local names."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

COOP = "http://coop.example/hens"
SUMMARY = "{count} hens, {eggs} eggs, asked at {url}"


class CoopApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="summary")
        yield DataTable(id="hens")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Hen", "Eggs")
        self.reload()

    @work(thread=True, exclusive=True, group="hens")
    def reload(self) -> None:
        self._fetch_and_update_hens_table()

    def _update_hens_table(self, hens: list[dict]) -> None:
        self._fetch_and_update_hens_table()

    def _fetch_and_update_hens_table(self) -> None:
        url = COOP
        hens = requests.get(url, timeout=10).json()
        count = len(hens)
        eggs = sum(hen["eggs"] for hen in hens)
        table = self.query_one("#hens", DataTable)
        self.call_from_thread(table.clear)
        for hen in hens:
            self.call_from_thread(table.add_row, hen["name"], str(hen["eggs"]))
        self.call_from_thread(self.query_one("#summary", Static).update, SUMMARY.format(**locals()))


if __name__ == "__main__":
    CoopApp().run()
