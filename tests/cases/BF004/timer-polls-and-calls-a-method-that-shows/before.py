import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Lights(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="lights")

    def on_mount(self) -> None:
        self.set_interval(60, self.poll)

    def poll(self) -> None:
        try:
            lights = requests.get("http://home.example/lights", timeout=5).json()
        except requests.ConnectionError:
            self.show("offline")
            return
        self.show(lights)

    def show(self, lights: str) -> None:
        self.query_one("#lights", Label).update(lights)


if __name__ == "__main__":
    Lights().run()
