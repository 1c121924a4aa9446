import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Rates(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield Label(id="euro")

    def action_reload(self) -> None:
        self.load_euro()

    @work(group="rates")
    async def load_euro(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://rates.example/euro")
        self.query_one("#euro", Label).update(answer.text)

    @work(group="rates")
    async def log_dollar(self) -> None:
        async with httpx.AsyncClient() as client:
            self.log(await client.get("http://rates.example/dollar"))


if __name__ == "__main__":
    Rates().run()
