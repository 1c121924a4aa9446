from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Client:
    def seats(self, show: str) -> int:
        return requests.get("http://cinema.example/seats", params={"show": show}, timeout=5).json()


class Cinema(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.client = Client()

    def compose(self) -> ComposeResult:
        yield Label("?", id="seats")

    @work
    async def look(self) -> None:
        seats = self.client.seats("Alien")
        self.query_one("#seats", Label).update(f"{seats} seats")


if __name__ == "__main__":
    Cinema().run()
