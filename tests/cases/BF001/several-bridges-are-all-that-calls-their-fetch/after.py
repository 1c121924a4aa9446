"""Books of a library, twice: as a list and by shelf."""

import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://library.example"


class LibraryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="books")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#books", DataTable).add_columns("Title", "Shelf")

    def reload(self) -> None:
        threading.Thread(target=self._ask).start()

    def _ask(self) -> None:
        books = requests.get(f"{SERVICE}/books", timeout=10).json()
        self.call_from_thread(self.show_books, books)
        self.call_from_thread(self.show_shelves, books)

    def show_books(self, books: list[dict]) -> None:
        table = self.query_one("#books", DataTable)
        table.clear()
        for book in books:
            table.add_row(book["title"], book["shelf"])
        self.query_one("#count", Static).update(f"{len({book['shelf'] for book in books})} shelves")

    def show_shelves(self, books: list[dict]) -> None:
        """The shelves come with the books."""
        self.show_books(books)

    def load_books(self) -> None:
        books = requests.get(f"{SERVICE}/books", timeout=10).json()
        self.call_from_thread(self.show_books, books)


if __name__ == "__main__":
    LibraryApp().run()
