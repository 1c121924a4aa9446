import asyncio

import requests
from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Button, Label, TextArea


class Editor(App[None]):
    BINDINGS = [("ctrl+s", "save", "Save")]

    def compose(self) -> ComposeResult:
        yield TextArea("hello")
        yield Button("Save")
        yield Label("", id="status")

    async def action_save(self) -> None:
        await self.save()

    @on(Button.Pressed)
    async def pressed(self) -> None:
        if self.query_one(TextArea).text:
            await self.save()
            self.notify("Saved")

    async def save(self) -> None:
        """Write it to the server."""
        text = self.query_one(TextArea).text
        reply = await asyncio.to_thread(
            requests.put, "http://docs.example/version", json={"text": text}, timeout=5
        )
        self.query_one("#status", Label).update(f"saved as {reply.text}")


if __name__ == "__main__":
    Editor().run()
