"""A dialog for a link."""

import httpx
import pyperclip
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class LinkApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="url")
        yield Label(id="suggestions")

    def on_mount(self) -> None:
        self._suggest_link()

    @work(exclusive=True)
    async def _get_suggestions(self) -> None:
        if not (url := self.query_one("#url", Input).value):
            return
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://links.example/suggestions", params={"url": url})
        self.query_one("#suggestions", Label).update(", ".join(answer.json()))

    def _paste(self, url: str) -> None:
        if not (link := self.query_one("#url", Input)).value:
            link.value = url
            self._get_suggestions()

    @work(thread=True)
    def _suggest_link(self) -> None:
        self.app.call_from_thread(self._paste, pyperclip.paste())


if __name__ == "__main__":
    LinkApp().run()
