import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Library(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="books")

    def on_mount(self) -> None:
        self.query_one("#books", DataTable).add_column("Title")

    @work(thread=True)
    def load_books(self) -> None:
        table = self.query_one("#books", DataTable)
        table.loading = True
        try:
            books = requests.get("http://lib.example/books", timeout=5).json()
            table.clear()
            table.add_rows((book,) for book in books)
        finally:
            table.loading = False


if __name__ == "__main__":
    Library().run()
