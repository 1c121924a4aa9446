"""A post office: the fetch makes the rows, the bridge puts them into the table."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

POST = "http://post.example"


class PostScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="letters-spinner")
        yield DataTable(id="letters-table")
        yield Static(id="stamps-spinner")
        yield DataTable(id="stamps-table")

    def on_mount(self) -> None:
        self.query_one("#letters-table", DataTable).add_columns("To", "Grams")
        self.query_one("#stamps-table", DataTable).add_columns("Motif", "Value", "Left")

    @work(thread=True, exclusive=True, group="letters")
    def reload_letters(self) -> None:
        self._fetch_and_update_letters_table()

    @work(thread=True, exclusive=True, group="stamps", exit_on_error=False)
    def reload_stamps(self) -> None:
        self._fetch_and_update_stamps_table()

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{POST}/letters", timeout=10).json()
        rows = [(letter["to"], str(letter["grams"])) for letter in letters]
        self.app.call_from_thread(self._update_letters_table, rows)

    def _update_letters_table(self, rows: list[tuple[str, ...]]) -> None:
        table = self.query_one("#letters-table", DataTable)
        table.clear()
        table.add_rows(rows)
        self.query_one("#letters-spinner", Static).update("")

    def _fetch_and_update_stamps_table(self) -> None:
        stamps = requests.get(f"{POST}/stamps", timeout=10).json()
        rows = [(stamp["motif"], stamp["value"], str(stamp["left"])) for stamp in stamps]
        self.app.call_from_thread(self._update_stamps_table, rows)

    def _update_stamps_table(self, rows: list[tuple[str, ...]]) -> None:
        table = self.query_one("#stamps-table", DataTable)
        table.clear()
        table.add_rows(rows)
        self.query_one("#stamps-spinner", Static).update("")


class PostApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PostScreen())


if __name__ == "__main__":
    PostApp().run()
