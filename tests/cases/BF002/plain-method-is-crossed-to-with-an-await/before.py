import asyncio

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class ForecastApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="sky")

    @work
    async def refresh_sky(self) -> None:
        await asyncio.sleep(0)
        await self.call_from_thread(self.show_sky, "clear")
        shown = await self.app.call_from_thread(self.show_sky, "clear and cold")
        assert shown is None

    def show_sky(self, text: str) -> None:
        self.query_one("#sky", Label).update(text)


if __name__ == "__main__":
    ForecastApp().run()
