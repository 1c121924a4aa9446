import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, Static


class Steps(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="title")
        yield Static(id="text")

    def on_mount(self) -> None:
        self.load_title()

    @work(exclusive=True)
    async def load_title(self) -> None:
        async with httpx.AsyncClient() as client:
            found = await client.get("http://steps.example/title")
        self.query_one("#title", Label).update(found.text)
        self.load_text(found.text)

    @work(exclusive=True)
    async def load_text(self, title: str) -> None:
        async with httpx.AsyncClient() as client:
            found = await client.get(f"http://steps.example/{title}")
        self.query_one("#text", Static).update(found.text)


if __name__ == "__main__":
    Steps().run()
