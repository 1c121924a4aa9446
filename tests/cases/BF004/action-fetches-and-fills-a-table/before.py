import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Planes(App[None]):
    BINDINGS = [("r", "refresh_planes", "Refresh")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="planes")
        yield Label(id="count")

    def on_mount(self) -> None:
        self.query_one("#planes", DataTable).add_columns("Plane", "Gate")

    def action_refresh_planes(self) -> None:
        """Ask the tower."""
        planes = requests.get("http://tower.example/planes", timeout=5).json()
        # Show them.
        table = self.query_one("#planes", DataTable)
        table.clear()
        for plane in planes:
            table.add_row(plane["name"], plane["gate"])
        self.query_one("#count", Label).update(f"{len(planes)} planes")

    def action_quit_soon(self) -> None:
        self.exit()


if __name__ == "__main__":
    Planes().run()
