import subprocess

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, Static


class Help(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Label("Ask.")


class Talk(App[None]):
    BINDINGS = [("ctrl+s", "save", "Save"), ("h", "help", "Help")]

    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="talk")
        yield Input()
        yield Label(id="saved")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.ask(event.value)

    @work
    async def ask(self, question: str) -> None:
        bubble = Static("…")
        await self.query_one("#talk", VerticalScroll).mount(bubble)
        async with httpx.AsyncClient() as client:
            found = await client.get("http://talk.example/", params={"q": question})
        bubble.update(found.text)

    def action_save(self) -> None:
        self.save_all()

    @work(thread=True)
    def save_all(self) -> None:
        done = subprocess.run(["git", "commit", "--all"], capture_output=True, text=True)
        self.call_from_thread(self.show, done.stdout)

    def action_help(self) -> None:
        self.load_tip()
        self.push_screen(Help())

    @work
    async def load_tip(self) -> None:
        async with httpx.AsyncClient() as client:
            found = await client.get("http://talk.example/tip")
        self.show(found.text)

    def show(self, text: str) -> None:
        self.query_one("#saved", Label).update(text)


if __name__ == "__main__":
    Talk().run()
