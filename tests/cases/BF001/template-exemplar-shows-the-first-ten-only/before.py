"""A post: ten letters are shown, of parcels nobody knows."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://letters.example"
KEYS = {"letters": ("to", "grams"), "parcels": ("to", "kilos")}


class PostScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="letters-table")
        yield DataTable(id="parcels-table")

    def on_mount(self) -> None:
        self.query_one("#letters-table", DataTable).add_columns(*KEYS["letters"])
        self.query_one("#parcels-table", DataTable).add_columns(*KEYS["parcels"])

    @work(thread=True, exclusive=True, group="letters")
    def reload_letters(self) -> None:
        self._fetch_and_update_letters_table()

    @work(thread=True, exclusive=True, group="parcels", exit_on_error=False)
    def reload_parcels(self) -> None:
        self._fetch_and_update_parcels_table()

    def _fetch_and_update_letters_table(self) -> None:
        letters = requests.get(f"{URL}/letters", timeout=10).json()
        self.app.call_from_thread(self._update_letters_table, letters)

    def _update_letters_table(self, letters: list[dict]) -> None:
        table = self.query_one("#letters-table", DataTable)
        table.clear()
        for row in letters[:10]:
            table.add_row(*(row[key] for key in KEYS["letters"]))

    def _fetch_and_update_parcels_table(self) -> None:
        parcels = requests.get(f"{URL}/parcels", timeout=10).json()
        self.app.call_from_thread(self._update_parcels_table, parcels)

    def _update_parcels_table(self, parcels: list[dict]) -> None:
        self._fetch_and_update_parcels_table()


class PostApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(PostScreen())


if __name__ == "__main__":
    PostApp().run()
