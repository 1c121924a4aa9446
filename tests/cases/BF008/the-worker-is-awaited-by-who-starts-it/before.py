import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import WorkerFailed


class SkyApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    async def action_refresh(self) -> None:
        worker = self.load()
        try:
            await worker.wait()
        except WorkerFailed as failed:
            self.notify(str(failed.error))
        else:
            self.query_one("#sky", Static).update(worker.result)

    @work(thread=True, exit_on_error=False)
    def load(self) -> str:
        return requests.get("https://weather.example/sky").text
