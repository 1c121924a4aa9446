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

        def set_loading() -> None:
            table.loading = True

        self.call_from_thread(set_loading)
        try:
            books = requests.get("http://lib.example/books", timeout=5).json()

            def update_ui() -> None:
                table.clear()
                table.add_rows((book,) for book in books)

            self.call_from_thread(update_ui)
        finally:

            def clear_loading() -> None:
                table.loading = False

            self.call_from_thread(clear_loading)


if __name__ == "__main__":
    Library().run()
