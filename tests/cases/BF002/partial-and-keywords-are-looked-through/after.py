from functools import partial

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Scores(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="scores")

    def on_mount(self) -> None:
        table = self.query_one("#scores", DataTable)
        table.add_columns("Name", "Points")

    def action_add(self) -> None:
        table = self.query_one("#scores", DataTable)
        table.add_row("Ann", 3, key="ann")
        table.refresh()
        table.add_row("Bob", 2)
        table.refresh()


if __name__ == "__main__":
    Scores().run()
