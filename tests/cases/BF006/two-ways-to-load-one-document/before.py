import asyncio
from pathlib import Path

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, Static


class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="place")
        yield Static(id="document")

    def visit(self, place: str) -> None:
        if place.startswith("http"):
            self.load_remote(place)
        else:
            self.load_local(Path(place))

    @work(exclusive=True)
    async def load_local(self, path: Path) -> None:
        text = await asyncio.to_thread(path.read_text)
        self.query_one("#document", Static).update(text)

    @work(exclusive=True)
    async def load_remote(self, place: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(place)
        self.query_one("#place", Label).update(place)
        self.query_one("#document", Static).update(answer.text)


if __name__ == "__main__":
    Viewer().run()
