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
            self.call_from_thread(table.add_row, number, name)

        def set_title() -> None:
            self.title = f"{number} sheep"

        self.call_from_thread(set_title)


if __name__ == "__main__":
    Sheep().run()
