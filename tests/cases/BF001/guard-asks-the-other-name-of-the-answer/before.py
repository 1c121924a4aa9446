"""Boxes in a depot; the answer has two names, and a refresh that brings too many boxes shows nothing."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://depot.example"


class DepotApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="boxes")

    def on_mount(self) -> None:
        self.query_one("#boxes", DataTable).add_columns("Label", "Weight")
        self.reload()

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_boxes_table()

    def _update_boxes_table(self, boxes: list[dict]) -> None:
        self._fetch_and_update_boxes_table()

    def _fetch_and_update_boxes_table(self) -> None:
        found = boxes = requests.get(f"{SERVICE}/boxes", timeout=10).json()
        if len(found) > 50:
            return
        requests.post(f"{SERVICE}/seen", json=len(found), timeout=10)
        self.call_from_thread(self._show_boxes, boxes[1:])

    def _show_boxes(self, boxes: list[dict]) -> None:
        table = self.query_one("#boxes", DataTable)
        table.clear()
        for box in boxes:
            table.add_row(box["label"], box["weight"])


if __name__ == "__main__":
    DepotApp().run()
