import time

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Sums(App[None]):
    def compose(self) -> ComposeResult:
        table = DataTable(id="sums")
        table.add_columns("name", "sum")
        yield table

    @work(thread=True)
    def reload(self) -> None:
        table = self.query_one("#sums", DataTable)
        rows = requests.get("https://sums.example/rows").json()

        def update_ui() -> None:
            table.clear()
            for row in rows:
                table.add_row(row["name"], row["sum"])

        self.call_from_thread(update_ui)
        total = 0
        for row in rows:
            total += row["sum"]
        time.sleep(0.1)
        self.call_from_thread(table.add_row, "total", total)
