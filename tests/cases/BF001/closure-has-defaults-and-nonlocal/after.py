"""What a ship carries."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class CargoApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="cargo")
        yield Static(id="load")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Cargo", "Tonnes")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_cargo_table()

    def _update_cargo_table(self, cargo: list[dict]) -> None:
        rows = [(item["name"], item["tonnes"]) for item in cargo]
        load = 0

        def paint(count: int = len(rows)) -> None:
            nonlocal load
            table = self.query_one("#cargo", DataTable)
            table.clear()
            for name, tonnes in rows:
                load += tonnes
                table.add_row(name, str(tonnes))
            table.border_title = f"{count} kinds"

        paint()
        self.query_one("#load", Static).update(f"{load} t")

    def _fetch_and_update_cargo_table(self) -> None:
        cargo = requests.get("http://ship.example/cargo", timeout=10).json()
        self.call_from_thread(self._update_cargo_table, cargo)


if __name__ == "__main__":
    CargoApp().run()
