"""Devices and rooms of a house; one method crosses for all others."""

import functools
from collections.abc import Callable

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class HouseApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="devices")
        yield DataTable(id="rooms")
        yield Label(id="note")

    def on_mount(self) -> None:
        self.query_one("#devices", DataTable).add_columns("Device", "State")
        self.query_one("#rooms", DataTable).add_columns("Room", "Degrees")

    def _ui(self, show: Callable[[], object]) -> None:
        self.call_from_thread(show)

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        devices = requests.get("http://house.example/devices", timeout=10).json()
        self._ui(lambda: self._update_devices(devices))
        rooms = requests.get("http://house.example/rooms", timeout=10).json()
        self._ui(functools.partial(self._update_rooms, rooms))

    @work(thread=True)
    def reload(self) -> None:
        self._reload_devices()
        self._reload_rooms()

    def _update_devices(self, devices: list[dict]) -> None:
        on = sum(device["on"] for device in devices)
        table = self.query_one("#devices", DataTable)
        table.clear()
        for device in devices:
            table.add_row(device["name"], "on" if device["on"] else "off")
        self.query_one("#note", Label).update(f"{on} on")

    def _reload_devices(self) -> None:
        devices = requests.get("http://house.example/devices", timeout=10).json()
        self._ui(lambda: self._update_devices(devices))

    def _update_rooms(self, rooms: dict[str, int]) -> None:
        table = self.query_one("#rooms", DataTable)
        table.clear()
        for name in sorted(rooms):
            table.add_row(name, str(rooms[name]))

    def _reload_rooms(self) -> None:
        rooms = requests.get("http://house.example/rooms", timeout=10).json()
        self._ui(lambda: self._update_rooms(rooms))


if __name__ == "__main__":
    HouseApp().run()
