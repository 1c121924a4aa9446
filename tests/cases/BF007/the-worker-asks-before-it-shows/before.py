import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import get_current_worker


class WeatherApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    def key_r(self) -> None:
        self.load("today")

    @work(thread=True, exclusive=True)
    def load(self, day: str) -> None:
        worker = get_current_worker()
        sky = requests.get(f"https://weather.example/{day}").text
        if not worker.is_cancelled:
            self.call_from_thread(self.query_one("#sky", Static).update, sky)

    @work(thread=True, exclusive=True, group="week")
    def load_week(self) -> None:
        for day in ("monday", "tuesday"):
            sky = requests.get(f"https://weather.example/{day}").text
            if get_current_worker().cancelled_event.is_set():
                return
            self.call_from_thread(self.query_one("#sky", Static).update, sky)

    def key_w(self) -> None:
        self.load_week()
