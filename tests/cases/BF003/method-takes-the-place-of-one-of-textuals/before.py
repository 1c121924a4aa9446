import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey


class Described(DataTable[str]):
    def add_row(self, *cells: str, height: int | None = 1, key: str | None = None, label: str | None = None) -> RowKey:
        about = requests.get(f"https://words.example/{cells[0]}").text
        return super().add_row(*cells, about, height=height, key=key, label=label)


class Words(App[None]):
    def compose(self) -> ComposeResult:
        yield Described()

    @work(thread=True)
    def reload(self) -> None:
        self.query_one(Described).add_row("bridge")
