import asyncio

import requests
from textual.app import App, ComposeResult
from textual.widgets import Button, Label


class Reader(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.page = 0
        self.visited: list[int] = []

    def compose(self) -> ComposeResult:
        yield Button("Next", id="next")
        yield Label("", id="text")

    async def on_button_pressed(self) -> None:
        self.page += 1
        self.visited.append(self.page)
        text = (
            await asyncio.to_thread(
                requests.get, "http://book.example/page", params={"page": self.page}, timeout=5
            )
        ).text
        self.query_one("#text", Label).update(f"{self.visited}: {text}")


if __name__ == "__main__":
    Reader().run()
