"""Rooms and guests of a hotel."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class HotelApp(App[None]):
    BINDINGS = [("r", "rooms", "Rooms")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="rooms")
        yield DataTable(id="guests")

    def on_mount(self) -> None:
        self.set_interval(60, self.show_guests)

    @work(thread=True)
    def load(self) -> None:
        self.call_from_thread(self.show_rooms, requests.get("http://hotel.example/rooms", timeout=10).json())
        self.call_from_thread(self.show_guests, requests.get("http://hotel.example/guests", timeout=10).json())

    def action_rooms(self) -> None:
        self.show_rooms()

    def show_rooms(self, rooms=None):
        self.load_rooms()

    def load_rooms(self):
        rooms = requests.get("http://hotel.example/rooms", timeout=10).json()
        table = self.query_one("#rooms", DataTable)
        self.call_from_thread(table.clear)
        for room in rooms:
            self.call_from_thread(table.add_row, room)

    def show_guests(self, guests=()):
        self.load_guests()

    def load_guests(self):
        guests = requests.get("http://hotel.example/guests", timeout=10).json()
        table = self.query_one("#guests", DataTable)
        self.call_from_thread(table.clear)
        for guest in guests:
            self.call_from_thread(table.add_row, guest)


if __name__ == "__main__":
    HotelApp().run()
