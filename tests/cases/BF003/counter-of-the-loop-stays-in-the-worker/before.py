import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Sheep(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="sheep")

    def on_mount(self) -> None:
        self.query_one("#sheep", DataTable).add_columns("No", "Name")

    @work(thread=True)
    def count(self) -> None:
        table = self.query_one("#sheep", DataTable)
        number = 0
        for name in requests.get("http://farm.example/sheep", timeout=5).json():
            number += 1
            table.add_row(number, name)
        self.title = f"{number} sheep"


if __name__ == "__main__":
    Sheep().run()
