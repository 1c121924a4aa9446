import asyncio

import requests
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class Ask(ModalScreen[bool]):
    def compose(self) -> ComposeResult:
        yield Button("Yes")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class Docs(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("3 documents", id="left")

    async def on_ready(self) -> None:
        await self.report()
        self.set_interval(60, self.report)

    async def report(self) -> None:
        self.events.append("reporting")
        await asyncio.to_thread(requests.post, "http://docs.example/report", timeout=5)
        self.events.append("reported")

    def action_drop(self) -> None:
        self.push_screen(Ask(), self._dropped)

    async def _dropped(self, ok: bool | None) -> None:
        if not ok:
            return
        for number in (1, 2):
            reply = await asyncio.to_thread(
                requests.delete, f"http://docs.example/{number}", timeout=5
            )
            self.events.append(f"dropped {number}: {reply.text}")
        self.query_one("#left", Static).update("1 document")


if __name__ == "__main__":
    Docs().run()
