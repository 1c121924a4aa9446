from collections.abc import Iterator

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Pages(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="rows")

    def _rows(self) -> Iterator[list[str]]:
        for page in range(3):
            yield from requests.get(f"https://rows.example/{page}").json()

    @work(thread=True)
    def from_a_method(self) -> None:
        table = self.query_one("#rows", DataTable)
        rows = self._rows()
        table.clear()
        table.add_rows(rows)

    @work(thread=True)
    def from_an_expression(self) -> None:
        table = self.query_one("#rows", DataTable)
        table.add_rows(requests.get(f"https://rows.example/{page}").json() for page in range(3))

    @work(thread=True)
    def from_map(self) -> None:
        self.query_one("#rows", DataTable).add_rows(map(self._row, range(3)))

    def _row(self, number: int) -> list[str]:
        return requests.get(f"https://rows.example/row/{number}").json()

    @work(thread=True)
    def to_a_method(self) -> None:
        self._refill(row for row in self._rows() if row)

    def _refill(self, rows: Iterator[list[str]]) -> None:
        table = self.query_one("#rows", DataTable)
        table.clear()
        table.add_rows(rows)
