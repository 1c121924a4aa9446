import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class Weather(App[None]):
    rows: list[dict[str, str]] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="weather")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#weather", DataTable).add_columns("City", "Sky")
        self.reload()
        self.query_one("#count", Static).update(f"{len(self.rows)} cities")

    def reload(self) -> None:
        self._load()

    def _load(self) -> None:
        self.rows = requests.get("http://weather.example/cities", timeout=5).json()
        table = self.query_one("#weather", DataTable)
        table.clear()
        for row in self.rows:
            table.add_row(row["city"], row["sky"])


if __name__ == "__main__":
    Weather().run()
