import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class Board(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="prices")
        yield Static(id="news")

    def reload(self) -> None:
        self.load_prices()
        self.load_news()

    @work(exclusive=True, name="prices", group="load_prices")
    async def load_prices(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://board.example/prices")
        self.query_one("#prices", Static).update(answer.json())

    @work(exclusive=True, name="news", group="load_news")
    async def load_news(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://board.example/news")
        self.query_one("#news", Static).update(answer.json())


if __name__ == "__main__":
    Board().run()
