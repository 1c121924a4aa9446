from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label

if TYPE_CHECKING:
    import asyncio


class Clock(App[None]):
    loop: asyncio.AbstractEventLoop | None = None

    def compose(self) -> ComposeResult:
        yield Label(id="time")

    async def action_set(self) -> None:
        self.query_one("#time", Label).update(requests.get("http://time.example/time", timeout=5).text)


if __name__ == "__main__":
    Clock().run()
