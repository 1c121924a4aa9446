"""A phone book: shown from what is given, loaded when nothing is."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PEOPLE = "http://book.example/people"


class BookApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="people")

    def on_mount(self) -> None:
        self.query_one("#people", DataTable).add_columns("Name", "Number")
        self._update_people_table(None)

    def action_reload(self) -> None:
        self._update_people_table(None)

    def _update_people_table(self, people: list[dict] | None) -> None:
        if people is None:
            self._fetch_and_update_people_table()
            return
        table = self.query_one("#people", DataTable)
        table.clear()
        for person in people:
            table.add_row(person["name"], person["number"])

    @work(thread=True, exclusive=True, group="people")
    def _fetch_and_update_people_table(self) -> None:
        people = requests.get(PEOPLE, timeout=10).json()
        self.call_from_thread(self._update_people_table, people)


if __name__ == "__main__":
    BookApp().run()
