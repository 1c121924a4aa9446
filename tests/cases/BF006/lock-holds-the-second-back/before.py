import asyncio

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Turns(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def __init__(self) -> None:
        super().__init__()
        self.turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield Label(id="turn")

    def action_reload(self) -> None:
        self.load()

    @work
    async def load(self) -> None:
        async with self.turn:
            async with httpx.AsyncClient() as client:
                answer = await client.get("http://turn.example/now")
            self.query_one("#turn", Label).update(answer.text)


if __name__ == "__main__":
    Turns().run()
