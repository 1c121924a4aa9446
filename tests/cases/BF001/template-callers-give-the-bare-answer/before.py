"""A museum: the fetch of the loans makes rows, and its bridge is given what they are made of."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

MUSEUM = "http://museum.example"


class MuseumScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="works-table")
        yield DataTable(id="loans-table")

    def on_mount(self) -> None:
        self.query_one("#works-table", DataTable).add_columns("Work", "Room")
        self.query_one("#loans-table", DataTable).add_columns("Work", "To", "Until")

    @work(thread=True, exclusive=True, group="works")
    def reload_works(self) -> None:
        self._fetch_and_update_works_table()

    @work(thread=True, exclusive=True, group="loans", exit_on_error=False)
    def reload_loans(self) -> None:
        self.app.call_from_thread(self._update_loans_table, requests.get(f"{MUSEUM}/loans", timeout=10).json())

    def _fetch_and_update_works_table(self) -> None:
        works = requests.get(f"{MUSEUM}/works", timeout=10).json()
        self.app.call_from_thread(self._update_works_table, works)

    def _update_works_table(self, works: list[dict]) -> None:
        table = self.query_one("#works-table", DataTable)
        place = table.cursor_coordinate
        table.clear()
        for one in works:
            room = one["room"] or "store"
            table.add_row(one["title"], room)
        table.cursor_coordinate = place

    def _fetch_and_update_loans_table(self) -> None:
        loans = [(loan["title"], loan["to"], loan["until"]) for loan in requests.get(f"{MUSEUM}/loans", timeout=10).json()]
        self.log(f"{len(loans)} loans")

    def _update_loans_table(self, loans: list[dict]) -> None:
        self._fetch_and_update_loans_table()


class MuseumApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(MuseumScreen())


if __name__ == "__main__":
    MuseumApp().run()
