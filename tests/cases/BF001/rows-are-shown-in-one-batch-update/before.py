"""Stock of a shop."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static


class StockScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="items")
        yield Static(id="missing")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("SKU", "Count")

    @work(thread=True, exclusive=True, group="items")
    def reload(self) -> None:
        self._fetch_and_update_items_table()

    def _update_items_table(self, items: list[dict]) -> None:
        self._fetch_and_update_items_table()

    def _fetch_and_update_items_table(self) -> None:
        items = requests.get("http://shop.example/items", timeout=10).json()

        def show() -> None:
            with self.app.batch_update():
                table = self.query_one("#items", DataTable)
                table.clear()
                for item in items:
                    table.add_row(item["sku"], str(item["count"]))
                missing = self.query_one("#missing", Static)
                missing.display = any(not item["count"] for item in items)
                missing.update("Order more")

        self.app.call_from_thread(show)


class StockApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(StockScreen())


if __name__ == "__main__":
    StockApp().run()
