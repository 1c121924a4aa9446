import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Once(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="once")
        yield Label(id="poll")

    def on_mount(self) -> None:
        self.load()
        self.set_timer(5, self.poll)
        self.set_interval(60, self.remind, repeat=1)

    def remind(self) -> None:
        self.load()

    @work
    async def load(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://once.example/")
        self.query_one("#once", Label).update(answer.text)

    @work
    async def poll(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://poll.example/")
        self.query_one("#poll", Label).update(answer.text)
        self.set_timer(5, self.poll)


if __name__ == "__main__":
    Once().run()
