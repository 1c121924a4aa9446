import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Odd(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="odd")

    @work(thread=True)
    def add(self) -> None:
        table = self.query_one("#odd", DataTable)
        if table.add_row("x") and requests.get("http://odd.example/ok", timeout=5).json():
            self.notify("added")


if __name__ == "__main__":
    Odd().run()
