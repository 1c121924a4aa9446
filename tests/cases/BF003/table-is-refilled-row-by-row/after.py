import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import DataTable


class Ships(App[None]):
    afloat: reactive[int] = reactive(0)

    def compose(self) -> ComposeResult:
        yield DataTable(id="ships")

    def on_mount(self) -> None:
        self.query_one("#ships", DataTable).add_columns("Ship", "Port")

    @work(thread=True, exclusive=True, group="ships")
    def reload(self) -> None:
        """Ask the harbour."""
        ships = requests.get("http://sea.example/ships", timeout=5).json()

        def update_ui() -> None:
            # Show them all anew.
            table = self.query_one("#ships", DataTable)
            table.clear()
            for ship in ships:
                table.add_row(ship["name"], ship["port"])  # in the order of arrival
            self.afloat = len(ships)

        self.call_from_thread(update_ui)

    def watch_afloat(self, afloat: int) -> None:
        self.sub_title = f"{afloat} afloat"


if __name__ == "__main__":
    Ships().run()
