import asyncio

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Towns(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="towns")

    async def action_list(self) -> None:
        names = [name.title() for name in (await asyncio.to_thread(requests.get, "http://votes.example/towns", timeout=5)).text.split()]
        votes = {name: (await asyncio.to_thread(requests.get, f"http://votes.example/{name}", timeout=5)).text for name in names}
        self.query_one("#towns", Label).update(", ".join(f"{name} {votes[name]}" for name in sorted(votes)))


if __name__ == "__main__":
    Towns().run()
