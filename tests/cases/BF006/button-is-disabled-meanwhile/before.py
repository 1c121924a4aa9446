import httpx
from textual import on, work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Button, Label


class Form(Screen[str]):
    def compose(self) -> ComposeResult:
        yield Button("Ask", id="ask")
        yield Button("Leave", id="leave")
        yield Button("Cover", id="cover")
        yield Label(id="answer")

    @on(Button.Pressed, "#ask")
    def ask_pressed(self, event: Button.Pressed) -> None:
        event.button.disabled = True
        self.ask()

    @on(Button.Pressed, "#leave")
    def leave_pressed(self) -> None:
        self.ask()
        self.dismiss("asked")

    @on(Button.Pressed, "#cover")
    def cover_pressed(self) -> None:
        self.loading = True
        self.ask()

    def key_w(self) -> None:
        self.wait()

    @work
    async def wait(self) -> None:
        button = self.query_one("#ask", Button)
        button.disabled = True
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://form.example/wait")
        self.query_one("#answer", Label).update(answer.text)
        button.disabled = False

    @work
    async def ask(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://form.example/answer")
        self.query_one("#answer", Label).update(answer.text)
        self.query_one("#ask", Button).disabled = False
        self.loading = False


class Forms(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Form())


if __name__ == "__main__":
    Forms().run()
