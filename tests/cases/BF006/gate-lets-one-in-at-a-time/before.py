import asyncio

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label
from textual.worker import Worker


class Gates(App[None]):
    BINDINGS = [("a", "first", "A"), ("b", "second", "B"), ("c", "third", "C"), ("d", "fourth", "D")]

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self.at_it = False
        self.turn = asyncio.Lock()
        self.last: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield Label(id="gate")

    def action_first(self) -> None:
        if self.asked:
            return
        self.asked = True
        self.load_first()

    @work
    async def load_first(self) -> None:
        try:
            await self._load()
        finally:
            self.asked = False

    def action_second(self) -> None:
        self.load_second()

    @work
    async def load_second(self) -> None:
        if self.at_it:
            return
        self.at_it = True
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get("http://gate.example/b")
            self.query_one("#gate", Label).update(answer.text)
        finally:
            self.at_it = False

    def action_third(self) -> None:
        if not any(worker.is_running for worker in self.workers):
            self.run_worker(self._load())

    def action_fourth(self) -> None:
        if not self.turn.locked():
            self.run_worker(self._locked())

    async def _locked(self) -> None:
        async with self.turn:
            await self._load()

    async def _load(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://gate.example/a")
        self.query_one("#gate", Label).update(answer.text)


if __name__ == "__main__":
    Gates().run()
