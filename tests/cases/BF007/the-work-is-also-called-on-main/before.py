import requests
from textual.app import App, ComposeResult
from textual.widgets import Static


class WeatherApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    def action_refresh(self) -> None:
        self.run_worker(self.load, thread=True, exclusive=True, group="sky")

    def action_refresh_now(self) -> None:
        self.load()

    def load(self) -> None:
        sky = requests.get("https://weather.example/sky").text
        self.call_from_thread(self.query_one("#sky", Static).update, sky)
