"""Spare parts found by a panel, announced to whoever shows them."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Label

PARTS = "http://parts.example/parts"


class PartsPanel(Vertical):
    class Found(Message):
        def __init__(self, parts: list[dict]) -> None:
            super().__init__()
            self.parts = parts

    def compose(self) -> ComposeResult:
        yield Label("Parts")

    @work(thread=True, exclusive=True, group="parts")
    def search(self) -> None:
        self._fetch_and_announce_parts()

    def _fetch_and_announce_parts(self) -> None:
        parts = requests.get(PARTS, timeout=10).json()
        self.app.call_from_thread(self._announce_parts, parts)

    def _announce_parts(self, parts: list[dict]) -> None:
        self.post_message(self.Found(parts))


class WorkshopApp(App[None]):
    def compose(self) -> ComposeResult:
        yield PartsPanel()
        yield DataTable(id="parts")

    def on_mount(self) -> None:
        self.query_one("#parts", DataTable).add_columns("Part", "Stock")
        self.query_one(PartsPanel).search()

    def on_parts_panel_found(self, message: PartsPanel.Found) -> None:
        table = self.query_one("#parts", DataTable)
        table.clear()
        for part in message.parts:
            table.add_row(part["name"], str(part["stock"]))


if __name__ == "__main__":
    WorkshopApp().run()
