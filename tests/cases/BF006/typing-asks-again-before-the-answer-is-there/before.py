import httpx
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Words(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="word")
        yield Static(id="meaning")

    @on(Input.Changed, "#word")
    def word_changed(self, event: Input.Changed) -> None:
        self.look_up(event.value)

    @work
    async def look_up(self, word: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://words.example/{word}")
        self.query_one("#meaning", Static).update(answer.json())


if __name__ == "__main__":
    Words().run()
