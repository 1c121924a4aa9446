import asyncio

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label

import model


class Brain(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="answer")

    @work(thread=True)
    async def stream(self) -> None:
        async with httpx.AsyncClient() as client:
            await client.get("http://brain.example/answer")
        self.call_from_thread(self.show, "done")

    @work(thread=True)
    async def think(self) -> None:
        await asyncio.sleep(0.1)
        model.think()

    @work(thread=True)
    async def ask(self) -> None:
        await model.answer("?")

    @work(thread=True)
    async def open(self) -> None:
        await asyncio.to_thread(model.think)

    def show(self, text: str) -> None:
        self.query_one("#answer", Label).update(text)


if __name__ == "__main__":
    Brain().run()
