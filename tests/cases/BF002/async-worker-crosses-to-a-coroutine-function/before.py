import asyncio

from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class FeedApp(App[None]):
    """Shows what is new."""

    def compose(self) -> ComposeResult:
        yield VerticalScroll(Label("old", id="entry"), id="feed")

    @work
    async def refresh_feed(self) -> None:
        await asyncio.sleep(0)
        self.call_from_thread(self.replace, "new")
        self.sub_title = "fresh"

    async def replace(self, text: str) -> None:
        feed = self.query_one("#feed")
        await feed.remove_children()
        await feed.mount(Label(text, id="entry"))


if __name__ == "__main__":
    FeedApp().run()
