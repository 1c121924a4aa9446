"""Wine bottles; after the dialog has closed the list is loaded again, whatever was answered."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable

CELLAR = "http://cellar.example/bottles"


class DrinkDialog(ModalScreen[bool]):
    def compose(self) -> ComposeResult:
        yield Button("Cheers")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class CellarApp(App[None]):
    BINDINGS = [("d", "drink", "Drink"), ("k", "keep", "Keep")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="bottles")

    def on_mount(self) -> None:
        self.query_one("#bottles", DataTable).add_columns("Wine", "Year")
        self.reload()

    def action_drink(self) -> None:
        self.push_screen(DrinkDialog(), lambda _result: self.reload())

    def action_keep(self) -> None:
        self.push_screen(DrinkDialog(), self._closed)

    def _closed(self, _result: bool | None) -> None:
        self.reload()

    @work(thread=True, exclusive=True, group="bottles")
    def reload(self) -> None:
        bottles = requests.get(CELLAR, timeout=10).json()
        self.call_from_thread(self._fill, bottles)

    def _fill(self, bottles: list[dict]) -> None:
        table = self.query_one("#bottles", DataTable)
        table.clear()
        for bottle in bottles:
            table.add_row(bottle["wine"], str(bottle["year"]))


if __name__ == "__main__":
    CellarApp().run()
