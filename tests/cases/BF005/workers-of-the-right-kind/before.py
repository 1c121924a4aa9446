from functools import partial

import httpx
import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Rain(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="rain")

    @work(thread=True)
    def ask(self) -> None:
        rain = requests.get("http://weather.example/rain", timeout=5).json()
        self.call_from_thread(self.show, rain)

    @work
    async def ask_later(self) -> None:
        await self.ask_again()

    @work(exclusive=True, thread=True)
    async def both(self) -> None:
        """It blocks: the thread is for that."""
        self.rain = requests.get("http://weather.example/rain", timeout=5).json()

    async def ask_again(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://weather.example/rain")
        self.show(answer.json())

    def action_all(self) -> None:
        self.run_worker(self.ask_again)
        self.run_worker(self.ask_again())
        self.run_worker(partial(self.tell, "soon"))
        self.run_worker(self.made("soon"))
        self.run_worker(self.measure, thread=True)
        self.run_worker(lambda: self.measure(), thread=True)

    async def tell(self, when: str) -> None:
        self.show(when)

    def made(self, when: str):
        """Hands out the coroutine."""
        return self.tell(when)

    def measure(self) -> None:
        self.rain = requests.get("http://weather.example/rain", timeout=5).json()

    def show(self, rain: str) -> None:
        self.query_one("#rain", Label).update(rain)


if __name__ == "__main__":
    Rain().run()
