import asyncio

from textual.app import App, ComposeResult
from textual.widgets import Label


class Loop(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="state")

    def action_go(self) -> None:
        self.run_worker(self.job, thread=True, exclusive=True, group="job")

    async def job(self) -> None:
        await asyncio.sleep(0)
        self.call_from_thread(self.show, "done")

    def show(self, state: str) -> None:
        self.query_one("#state", Label).update(state)


if __name__ == "__main__":
    Loop().run()
