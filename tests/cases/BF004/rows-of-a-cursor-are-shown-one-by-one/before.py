import sqlite3

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Stamps(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stamps")

    def action_reload(self) -> None:
        table = self.query_one("#stamps", DataTable)
        with sqlite3.connect("stamps.db") as db:
            rows = db.execute("select name, year from stamps")
            table.clear()
            for row in rows:
                table.add_row(*row)


if __name__ == "__main__":
    Stamps().run()
