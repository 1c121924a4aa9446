import asyncio
import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Tea(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("dry", id="tea")

    @work(exclusive=True)
    async def brew(self) -> None:
        time.sleep(0.01)
        await asyncio.sleep(0)
        self.query_one("#tea", Label).update("ready")


if __name__ == "__main__":
    Tea().run()
