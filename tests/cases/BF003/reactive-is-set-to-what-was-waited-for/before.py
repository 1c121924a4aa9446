"""A gauge that polls."""

import requests
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Digits


class Gauge(Widget):
    value: reactive[float] = reactive(0.0)

    def compose(self) -> ComposeResult:
        yield Digits("0")

    def poll(self) -> None:
        self.run_worker(self._poll, thread=True, exclusive=True, group="poll")

    def _poll(self) -> None:
        self.value = requests.get("http://plant.example/cpu", timeout=10).json()
        self.border_title = requests.get("http://plant.example/name", timeout=10).json()["name"]  # as it is today

    def watch_value(self, value: float) -> None:
        self.query_one(Digits).update(f"{value:.1f}")


class PlantApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Gauge()


if __name__ == "__main__":
    PlantApp().run()
