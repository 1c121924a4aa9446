import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class Hives(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="hives")

    def on_mount(self) -> None:
        self.query_one("#hives", DataTable).add_columns("Hive", "Bees")

    @work(thread=True)
    def count(self) -> None:
        hives = requests.get("http://bees.example/hives", timeout=5).json()
        self.fill(
            hives,
            clear=True,
        )

    def fill(self, hives: list[dict], clear: bool) -> None:
        table = self.query_one("#hives", DataTable)
        if clear:
            table.clear()
        for hive in hives:
            table.add_row(hive["name"], hive["bees"])


class BeeApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Hives())


if __name__ == "__main__":
    BeeApp().run()
