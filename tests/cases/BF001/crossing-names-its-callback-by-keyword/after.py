"""Cameras of a park; the crossing spells out its parameter."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

CAMERAS = "http://park.example/cameras"


class ParkApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="cameras")

    def on_mount(self) -> None:
        self.query_one("#cameras", DataTable).add_columns("Camera", "Sees")
        self.reload()

    @work(thread=True, exclusive=True, group="cameras")
    def reload(self) -> None:
        self._fetch_and_update_cameras_table()

    def _update_cameras_table(self, cameras: list[dict]) -> None:
        table = self.query_one("#cameras", DataTable)
        table.clear()
        for camera in cameras:
            table.add_row(camera["name"], camera["sees"])

    def _fetch_and_update_cameras_table(self) -> None:
        cameras = requests.get(CAMERAS, timeout=10).json()
        self.call_from_thread(self._update_cameras_table, cameras)


if __name__ == "__main__":
    ParkApp().run()
