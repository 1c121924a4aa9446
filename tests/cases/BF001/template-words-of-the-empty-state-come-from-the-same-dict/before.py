"""A kennel: dogs and walks, each with a line for when there are none."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

KENNEL = "http://kennel.example"
FIELDS = {"dogs": ["name", "breed"], "walks": ["hour", "leader", "dog"]}
NOTHING = {"dogs": "The kennel is empty", "walks": "Nobody goes for a walk"}


class KennelApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="dogs-table")
        yield DataTable(id="walks-table")

    def on_mount(self) -> None:
        self.query_one("#dogs-table", DataTable).add_columns(*FIELDS["dogs"])
        self.query_one("#walks-table", DataTable).add_columns(*FIELDS["walks"])

    @work(thread=True, exclusive=True, group="dogs")
    def reload_dogs(self) -> None:
        self._fetch_and_update_dogs_table()

    @work(thread=True, exclusive=True, group="walks", exit_on_error=False)
    def reload_walks(self) -> None:
        self._fetch_and_update_walks_table()

    def _fetch_and_update_dogs_table(self) -> None:
        dogs = requests.get(f"{KENNEL}/dogs", timeout=10).json()
        self.call_from_thread(self._update_dogs_table, dogs)

    def _update_dogs_table(self, dogs: list[dict]) -> None:
        table = self.query_one("#dogs-table", DataTable)
        table.clear()
        table.border_subtitle = "" if dogs else NOTHING["dogs"]
        for row in dogs:
            table.add_row(*[row[field] for field in FIELDS["dogs"]])

    def _fetch_and_update_walks_table(self) -> None:
        walks = requests.get(f"{KENNEL}/walks", timeout=10).json()
        self.call_from_thread(self._update_walks_table, walks)

    def _update_walks_table(self, walks: list[dict]) -> None:
        self._fetch_and_update_walks_table()


if __name__ == "__main__":
    KennelApp().run()
