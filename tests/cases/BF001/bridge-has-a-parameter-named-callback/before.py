"""A call centre: customers who asked to be called back."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

CALLBACKS = "http://calls.example/callbacks"


class CallCentreApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.stored: list[dict] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="callbacks")

    def on_mount(self) -> None:
        self.query_one("#callbacks", DataTable).add_columns("Customer", "Number")
        self.reload()

    @work(thread=True, exclusive=True, group="callbacks")
    def reload(self) -> None:
        self._fetch_and_update_callbacks_table()

    def show_stored(self) -> None:
        self._update_callbacks_table(callback=self.stored)

    def _update_callbacks_table(self, callback: list[dict]) -> None:
        self._fetch_and_update_callbacks_table()

    def _fetch_and_update_callbacks_table(self) -> None:
        callback = requests.get(CALLBACKS, timeout=10).json()
        self.stored = callback
        table = self.query_one("#callbacks", DataTable)
        self.call_from_thread(table.clear)
        for one in callback:
            self.call_from_thread(table.add_row, one["customer"], one["number"])


if __name__ == "__main__":
    CallCentreApp().run()
