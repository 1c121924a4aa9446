import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Stars(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="stars")

    def on_mount(self) -> None:
        table = self.query_one("#stars", DataTable)
        table.add_columns("Name", "Constellation", "Distance", "Kind")
        self.load()

    @work(thread=True)
    def load(self) -> None:
        table = self.query_one("#stars", DataTable)
        if time.sleep(0.01) is None:
            table.add_row(
                "Betelgeuse", "Orion, the hunter", "550 light years", "red", key="betelgeuse"
            )
        if time.sleep(0.01) is None:
            table.add_row(
                "Proxima Centauri", "Centaurus, the centaur", "4.25 light years", "a red dwarf", key="proxima-centauri"
            )
        if time.sleep(0.01) is None:
            table.add_row(
                "Vega",
                "Lyra, the lyre",
                "25 light years",
                "a white dwarf of the main sequence",
            )


if __name__ == "__main__":
    Stars().run()
