from collections.abc import AsyncIterator

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Feed(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog()

    async def _lines(self) -> AsyncIterator[str]:
        async with httpx.AsyncClient() as client, client.stream("GET", "https://feed.example/lines") as response:
            async for line in response.aiter_lines():
                yield line

    @work(thread=True)
    async def follow(self) -> None:
        log = self.query_one(RichLog)
        self.call_from_thread(log.clear)
        async for line in self._lines():

            def update_ui() -> None:
                log.write(line)
                log.scroll_end(animate=False)

            self.call_from_thread(update_ui)
        self.call_from_thread(log.write, "closed")
