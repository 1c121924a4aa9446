"""Cameras round a building."""

import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class CameraApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="cameras")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Camera", "Online")

    def look(self) -> None:
        threading.Thread(target=self._fetch_and_update_cameras_table, daemon=True).start()

    def look_again(self) -> None:
        self.run_worker(lambda: self._fetch_and_update_cameras_table(), thread=True, group="cameras")

    def _update_cameras_table(self, cameras: list[dict]) -> None:
        table = self.query_one("#cameras", DataTable)
        table.clear()
        for camera in cameras:
            table.add_row(camera["name"], "●" if camera["online"] else "○")

    def _fetch_and_update_cameras_table(self) -> None:
        cameras = requests.get("http://guard.example/cameras", timeout=10).json()
        self.call_from_thread(self._update_cameras_table, cameras)


if __name__ == "__main__":
    CameraApp().run()
