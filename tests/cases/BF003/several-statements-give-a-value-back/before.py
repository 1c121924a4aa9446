import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Lots(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="lots")
        yield Label(id="state")

    def on_mount(self) -> None:
        self.events: list[str] = []
        self.query_one("#lots", DataTable).add_columns("Lot", "Bid")

    @work(thread=True)
    def auction(self) -> None:
        table = self.query_one("#lots", DataTable)
        table.clear()
        first = table.add_row("lamp", "10")
        second = table.add_row("vase", "20")
        self.query_one("#state", Label).update("open")
        time.sleep(0.01)
        self.events.append(f"{first != second}")


if __name__ == "__main__":
    Lots().run()
