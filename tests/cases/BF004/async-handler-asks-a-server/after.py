"""What the bakery has left."""

import asyncio

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Bakery(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label("?", id="bread")

    async def action_reload(self) -> None:
        response = await asyncio.to_thread(
            requests.get,
            "http://bakery.example/bread",
            timeout=5,
        )
        bread = (
            await asyncio.to_thread(
                requests.get, "http://bakery.example/rolls", timeout=5
            )
        ).json()
        self.query_one("#bread", Label).update(f"{response.json()} loaves, {bread} rolls")


if __name__ == "__main__":
    Bakery().run()
