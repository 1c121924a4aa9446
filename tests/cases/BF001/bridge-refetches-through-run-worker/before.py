"""Books on loan."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class BookScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="loans")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Book", "Due")

    @work(thread=True, exclusive=True, group="loans")
    def reload(self) -> None:
        self._fetch_and_update_loans_table()

    def returned(self, loans: list[dict]) -> None:
        self._update_loans_table(loans)

    def _update_loans_table(self, loans: list[dict]) -> None:
        """Show loans."""
        self.run_worker(self._fetch_and_update_loans_table, thread=True, exclusive=True, group="loans")

    def _fetch_and_update_loans_table(self) -> None:
        loans = requests.get("http://library.example/loans", timeout=10).json()

        def show() -> None:
            table = self.query_one("#loans", DataTable)
            table.clear()
            for loan in loans:
                table.add_row(loan["book"], loan["due"])

        self.app.call_from_thread(show)


class LibraryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BookScreen())


if __name__ == "__main__":
    LibraryApp().run()
