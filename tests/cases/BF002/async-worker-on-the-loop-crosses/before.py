"""Tells of the weather."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class WeatherApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("?", id="weather")

    @work(exclusive=True)
    async def ask(self) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.get("http://sky.example/weather")
        weather = response.json()
        self.call_from_thread(self._show, weather["sky"], degrees=weather["degrees"])

    def _show(self, sky: str, degrees: int) -> None:
        self.query_one("#weather", Static).update(f"{sky}, {degrees} degrees")


if __name__ == "__main__":
    WeatherApp().run()
