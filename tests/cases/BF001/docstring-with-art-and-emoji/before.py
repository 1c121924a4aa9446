"""🌱 Beds of a garden.

    ┌───────┐   ┌───────┐
    │ bed 1 │───│ bed 2 │
    └───────┘   └───────┘
"""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class GardenApp(App[None]):
    TITLE = "🌻"

    def compose(self) -> ComposeResult:
        yield DataTable(id="beds")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Crop", "Plants")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_beds_table()

    def _update_beds_table(self, beds: list[dict]) -> None:
        """Show the beds. 🪴

        What the table looks like::

            ╭──────┬────────╮
            │ Crop │ Plants │
            ╰──────┴────────╯

        Args:
            beds: One dict a bed,   with odd   spacing  \\ and a backslash.
        """
        self._fetch_and_update_beds_table()

    def _fetch_and_update_beds_table(self) -> None:
        """Ask the gardener   (she is slow 🐌)."""
        beds = requests.get(f"http://garden.example/beds", timeout = 10).json()   # blocks!

        def show() -> None:
            # ── from here on the table is ours ──
            table = self.query_one(f"#beds", DataTable)
            table.clear()
            for bed in beds:
                table.add_row(bed['crop'], f"{bed['plants']:>3}")  # right-aligned 👉
            table.border_title = f"🌱"

        self.call_from_thread(show)


if __name__ == "__main__":
    GardenApp().run()
