"""A shelf of records, and what is worth knowing of them."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class ShelfApp(App[None]):
    BINDINGS = [("c", "count", "Count")]

    def __init__(self) -> None:
        super().__init__()
        self.records: list[dict] = []
        self._by_name: dict[str, dict] = {}

    def compose(self) -> ComposeResult:
        yield DataTable(id="records")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#records", DataTable).add_columns("Name", "Year")

    @work(thread=True, exclusive=True, group="records", exit_on_error=False)
    def load(self) -> None:
        records = requests.get("http://shelf.example/records", timeout=10).json()
        self.call_from_thread(self._show_records, records)

    @work(thread=True, exclusive=True, group="records")
    def reload(self) -> None:
        self._load_records()

    def _show_records(self, records: list[dict]) -> None:
        """Show what stands on the shelf."""
        self._load_records()

    def _load_records(self) -> None:
        found = requests.get("http://shelf.example/records", timeout=10).json()
        self.records = found
        # For the count.
        self._by_name = {record["name"]: record for record in found}

        def show() -> None:
            table = self.query_one("#records", DataTable)
            table.clear()
            for record in found:
                table.add_row(record["name"], record["year"])

        self.call_from_thread(show)

    def action_count(self) -> None:
        names = ", ".join(sorted(self._by_name))
        self.query_one("#count", Static).update(f"{len(self.records)}: {names}")


if __name__ == "__main__":
    ShelfApp().run()
