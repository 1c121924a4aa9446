"""What the screens of the aquarium share."""

from rich.text import Text
from textual.widgets import DataTable

FACTS = {"fish": ("name", "tank"), "corals": ("name", "depth", "colour")}


class FishMixin:
    """Shows the fish, for every screen that has their table."""

    def _update_fish_table(self, fish: list[dict]) -> None:
        table = self.query_one("#fish-table", DataTable)
        table.clear()
        for row in fish:
            table.add_row(*(Text(str(row[fact])) for fact in FACTS["fish"]))
        table.refresh()
