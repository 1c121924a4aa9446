import httpx
from textual.app import App, ComposeResult
from textual.widgets import Static


class Tile(Static):
    def __init__(self, city: str) -> None:
        super().__init__()
        self.city = city

    def on_mount(self) -> None:
        self.set_interval(10, self.reload)

    def reload(self) -> None:
        self.app.run_worker(self.load())

    async def load(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://weather.example/{self.city}")
        self.update(answer.text)


class Weather(App[None]):
    def compose(self) -> ComposeResult:
        yield Tile("oslo")
        yield Tile("rome")


if __name__ == "__main__":
    Weather().run()
