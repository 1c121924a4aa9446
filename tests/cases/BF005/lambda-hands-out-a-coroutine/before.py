import httpx
from textual.app import App, ComposeResult
from textual.widgets import Label


class Moon(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="moon")

    def on_mount(self) -> None:
        self.run_worker(lambda: self.load("full"))

    async def load(self, phase: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://moon.example/{phase}")
        self.query_one("#moon", Label).update(answer.text)


if __name__ == "__main__":
    Moon().run()
