import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Harbour(App[None]):
    BINDINGS = [("r", "refresh", "Refresh"), ("c", "count", "Count")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="ships")
        yield Label("", id="count")

    def on_mount(self) -> None:
        self.query_one("#ships", DataTable).add_column("Ship", key="ship")

    def action_refresh(self) -> None:
        # Filled below.
        table = self.query_one("#ships", DataTable)
        names = requests.get("http://harbour.example/ships", timeout=5).text.split()
        known = {key.value for key in table.rows}
        for name in names:
            if name not in known:
                table.add_row(name.title(), key=name)

    def action_count(self) -> None:
        label = self.query_one("#count", Label)
        label.update("asking")
        names = requests.get("http://harbour.example/ships", timeout=5).text.split()
        label.update(f"{len(names)}")


if __name__ == "__main__":
    Harbour().run()
