import asyncio

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class SearchApp(App):
    def compose(self) -> ComposeResult:
        yield Input()
        yield Static(id="hits")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.search(event.value)

    @work(exclusive=True, group="search")
    async def search(self, text: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"https://search.example/{text}")
        self.query_one("#hits", Static).update(answer.text)
