import httpx
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Button, Label, Static


class Shop(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="offers")
        yield Static(id="found")
        yield Button("Pears?", id="search")

    @work
    async def load_offers(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://shop.example/offers")
        self.query_one("#offers", Label).update(answer.json())

    @on(Button.Pressed, "#search")
    def handle_search(self) -> None:
        self.run_worker(
            self.search("pears"),
            exclusive=True,  # the last search counts
        )

    async def search(self, word: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://shop.example/{word}")
        self.query_one("#found", Static).update(answer.json())


if __name__ == "__main__":
    Shop().run()
