import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Static


class Cities(App[None]):
    city = reactive("")

    def compose(self) -> ComposeResult:
        yield Static(id="weather")

    def watch_city(self, city: str) -> None:
        if city:
            self.title = requests.get(f"https://weather.example/{city}").text

    @work(thread=True)
    def locate(self) -> None:
        city = requests.get("https://where.example/city").text
        self.city = city
