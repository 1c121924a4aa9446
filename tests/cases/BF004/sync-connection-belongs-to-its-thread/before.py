import sqlite3

from textual.app import App, ComposeResult
from textual.widgets import Label


class Stamps(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.db = sqlite3.connect("stamps.db")

    def compose(self) -> ComposeResult:
        yield Label(id="stamps")

    async def action_count(self) -> None:
        rows = self.db.execute("select count(*) from stamps").fetchone()
        self.query_one("#stamps", Label).update(str(rows[0]))


if __name__ == "__main__":
    Stamps().run()
