import asyncio

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Stocks(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="stock")

    async def action_look(self) -> None:
        price = await asyncio.to_thread(self.ask, "ACME")
        self.query_one("#stock", Label).update(str(price))

    def ask(self, name: str) -> int:
        return requests.get("http://stocks.example/price", params={"of": name}, timeout=5).json()


if __name__ == "__main__":
    Stocks().run()
