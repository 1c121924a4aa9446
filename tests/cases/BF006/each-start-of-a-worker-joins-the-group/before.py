from functools import partial

import httpx
from textual.app import App, ComposeResult
from textual.widgets import Label


class Weather(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="weather")

    def on_mount(self) -> None:
        self.run_worker(partial(self.refresh_weather), name="weather")
        self.set_interval(60, self.refresh_now)

    def refresh_now(self) -> None:
        self.run_worker(self.refresh_weather, name="weather", exit_on_error=False)

    async def refresh_weather(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://weather.example/now")
        self.query_one("#weather", Label).update(answer.text)


if __name__ == "__main__":
    Weather().run()
