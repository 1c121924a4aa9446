import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class SkyApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    def key_r(self) -> None:
        self.load()

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        try:
            sky = self.fetch()
        except requests.RequestException as error:
            self.call_from_thread(self.notify, str(error))
            return
        self.call_from_thread(self.query_one("#sky", Static).update, sky)

    def fetch(self) -> str:
        return requests.get("https://weather.example/sky").text
