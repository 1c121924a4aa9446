"""A library catalogue that fills its table page by page."""

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Footer

CATALOGUE = "http://library.example/api/books"


class CatalogueScreen(Screen[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="books")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#books", DataTable).add_columns("Title", "Author")
        self.action_reload()

    def action_reload(self) -> None:
        self.run_worker(self._load_and_show_books, thread=True, exclusive=True, group="books")

    def show_stored(self, books: list[dict[str, str]]) -> None:
        self._show_books(books)

    def _show_books(self, books: list[dict[str, str]]) -> None:
        """Show the books of a finished search."""
        self._load_and_show_books()

    def _load_and_show_books(self) -> None:
        table = self.query_one("#books", DataTable)
        page = 1
        while True:
            answer = requests.get(CATALOGUE, params={"page": page}, timeout=10).json()
            if page == 1:
                self.app.call_from_thread(table.clear)
            for book in answer["items"]:
                self.app.call_from_thread(table.add_row, book["title"], book["author"])
            if not answer["more"]:
                break
            page += 1


class LibraryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(CatalogueScreen())


if __name__ == "__main__":
    LibraryApp().run()
