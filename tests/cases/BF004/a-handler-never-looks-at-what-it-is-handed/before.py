import requests
from textual import work
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import DataTable


class Rows(App):
    class Loaded(Message):
        def __init__(self, rows: list[dict]) -> None:
            super().__init__()
            self.rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("a", "b")
        self.load()

    @work(thread=True, exclusive=True, group="load")
    def load(self) -> None:
        self.post_message(self.Loaded(requests.get("http://x.example/rows", timeout=3).json()))

    def on_rows_loaded(self, event: Loaded) -> None:
        self.fetch_and_show()

    def fetch_and_show(self) -> None:
        rows = requests.get("http://x.example/rows", timeout=3).json()
        table = self.query_one(DataTable)
        table.clear()
        for row in rows:
            table.add_row(row["a"], row["b"])


if __name__ == "__main__":
    Rows().run()
