import asyncio

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Stubborn(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label(id="text")

    def action_reload(self) -> None:
        self.load()

    @work
    async def load(self) -> None:
        text = "nothing"
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get("http://text.example/now")
            text = answer.text
        except asyncio.CancelledError:
            pass
        self.query_one("#text", Label).update(text)


if __name__ == "__main__":
    Stubborn().run()
