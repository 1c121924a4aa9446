import asyncio

import httpx
from textual import work
from textual.app import App
from textual.message import Message


class Posts(App[None]):
    class Loaded(Message):
        def __init__(self, size: int) -> None:
            super().__init__()
            self.size = size

    @work(thread=True, exclusive=True, group="load")
    async def load(self) -> None:
        async with httpx.AsyncClient() as client:
            await client.get("http://posts.example/all")
        await asyncio.sleep(0.1)
        self.post_message(self.Loaded(3))

    def on_mount(self) -> None:
        self.run_worker(self.nap(), thread=True)

    async def nap(self) -> None:
        await asyncio.sleep(1)


if __name__ == "__main__":
    Posts().run()
