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
        self.app.call_from_thread(partial(table.add_row, "Ann", 3), key="ann")
        self.app.call_from_thread(callback=table.refresh)
        self.app.call_from_thread(
            lambda: (
                table.add_row("Bob", 2),
                table.refresh(),
            )
        )


if __name__ == "__main__":
    Scores().run()
