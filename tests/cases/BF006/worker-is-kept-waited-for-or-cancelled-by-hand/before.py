import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label
from textual.worker import Worker


class Hand(App[None]):
    BINDINGS = [("a", "first", "A"), ("b", "second", "B"), ("c", "third", "C")]

    def __init__(self) -> None:
        super().__init__()
        self.worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield Label()

    def action_first(self) -> None:
        if self.worker is not None:
            self.worker.cancel()
        self.worker = self.load()

    async def action_second(self) -> None:
        await self.load().wait()

    def action_third(self) -> None:
        self.workers.cancel_group(self, "default")
        self.load()

    @work
    async def load(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://hand.example/")
        self.query_one(Label).update(answer.text)


if __name__ == "__main__":
    Hand().run()
