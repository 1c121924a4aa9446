import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class Ticker(Static):
    def on_mount(self) -> None:
        self.timer = self.set_interval(1, self.poll)

    @work
    async def poll(self) -> None:
        self.timer.pause()
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get("http://ticker.example/")
            self.update(answer.text)
        finally:
            self.timer.resume()


class TickerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Ticker()


if __name__ == "__main__":
    TickerApp().run()
