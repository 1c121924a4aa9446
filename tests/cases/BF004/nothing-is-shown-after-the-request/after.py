import asyncio

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Diary(App[None]):
    BINDINGS = [("s", "save", "Save")]

    def compose(self) -> ComposeResult:
        yield Label("dear diary", id="page")

    async def action_save(self) -> None:
        await asyncio.to_thread(
            requests.post,
            "http://diary.example/page",
            json={"text": "dear diary"},
            timeout=5,
        )
        self.notify("Saved")


if __name__ == "__main__":
    Diary().run()
