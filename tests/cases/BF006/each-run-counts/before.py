import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, Label, RichLog


class Name(ModalScreen[str]):
    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Chat(App[None]):
    BINDINGS = [("n", "rename", "Rename"), ("t", "tail", "Tail"), ("b", "beep", "Beep")]

    def compose(self) -> ComposeResult:
        yield Input()
        yield Label(id="sent")
        yield RichLog()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.say(event.value)

    @work
    async def say(self, text: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.post("http://chat.example/", content=text)
        self.query_one("#sent", Label).update(answer.text)

    def action_tail(self) -> None:
        self.tail()

    @work
    async def tail(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://chat.example/tail")
        self.query_one(RichLog).write(answer.text)

    @work
    async def action_rename(self) -> None:
        name = await self.push_screen_wait(Name())
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://chat.example/{name}")
        self.query_one("#sent", Label).update(answer.text)

    @work
    async def action_beep(self) -> None:
        async with httpx.AsyncClient() as client:
            await client.get("http://chat.example/beep")
        self.query_one("#sent", Label).update("beeped")


if __name__ == "__main__":
    Chat().run()
