import asyncio

import httpx
import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Good(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="good")

    async def action_load(self) -> None:
        first = await asyncio.to_thread(requests.get, "http://good.example/first", timeout=5)
        async with httpx.AsyncClient() as client:
            second = await client.get("http://good.example/second")
        self.query_one("#good", Label).update(f"{first.json()} {second.json()}")


if __name__ == "__main__":
    Good().run()
