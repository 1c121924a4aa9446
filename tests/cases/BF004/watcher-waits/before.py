import requests
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Label


class City(App[None]):
    city = reactive("Bern")

    def compose(self) -> ComposeResult:
        yield Label(id="rain")

    def watch_city(self, city: str) -> None:
        rain = requests.get("http://sky.example/rain", params={"in": city}, timeout=5).json()
        self.query_one("#rain", Label).update(rain)


if __name__ == "__main__":
    City().run()
