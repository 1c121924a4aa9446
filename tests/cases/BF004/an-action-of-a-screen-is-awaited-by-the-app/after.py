import asyncio

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input


class Form(Screen[None]):
    BINDINGS = [("f5", "drop", "Drop")]

    def compose(self) -> ComposeResult:
        yield Input(id="name")

    async def action_drop(self) -> None:
        await asyncio.to_thread(requests.delete, "http://people.example/all", timeout=5)
        self.query_one("#name", Input).value = "nobody"


class People(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Form())


if __name__ == "__main__":
    People().run()
