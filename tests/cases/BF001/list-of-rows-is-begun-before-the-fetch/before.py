"""Ferns of a herbarium; the list for the rows is made first, as some like to do."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

FERNS = "http://herbarium.example/ferns"


class HerbariumApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="ferns")

    def on_mount(self) -> None:
        self.query_one("#ferns", DataTable).add_columns("Fern", "Found")
        self.reload()

    @work(thread=True, exclusive=True, group="ferns")
    def reload(self) -> None:
        self._fetch_and_update_ferns_table()

    def _update_ferns_table(self, ferns: list[dict]) -> None:
        self._fetch_and_update_ferns_table()

    def _fetch_and_update_ferns_table(self) -> None:
        rows = []
        ferns = requests.get(FERNS, timeout=10).json()
        for fern in ferns:
            rows.append((fern["name"], fern["place"]))

        def show() -> None:
            table = self.query_one("#ferns", DataTable)
            table.clear()
            for row in rows:
                table.add_row(*row)

        self.call_from_thread(show)


if __name__ == "__main__":
    HerbariumApp().run()
