import asyncio

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Beat(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="beat")

    def on_mount(self) -> None:
        self.count = 0
        self.set_interval(10, self.report)

    async def report(self) -> None:
        self.count += 1
        ok = (
            await asyncio.to_thread(
                requests.post, "http://beat.example/beat", json={"count": self.count}, timeout=5
            )
        ).ok
        self.query_one("#beat", Label).update(f"{self.count}" if ok else "lost")


if __name__ == "__main__":
    Beat().run()
