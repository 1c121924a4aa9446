import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, Static


class Panel(Vertical):
    def compose(self) -> ComposeResult:
        yield Label(id="inner")

    def on_click(self) -> None:
        self.load()

    @work(exclusive=True)
    async def load(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://panel.example/")
        self.query_one("#inner", Label).update(answer.text)


class Groups(App[None]):
    def compose(self) -> ComposeResult:
        yield Panel()
        yield Static(id="one")
        yield Static(id="two")

    def key_r(self) -> None:
        self.load_one()
        self.load_two()

    @work(exclusive=True, group="one")
    async def load_one(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://groups.example/one")
        self.query_one("#one", Static).update(answer.text)

    @work(exclusive=True)
    async def load_two(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://groups.example/two")
        self.query_one("#two", Static).update(answer.text)


if __name__ == "__main__":
    Groups().run()
