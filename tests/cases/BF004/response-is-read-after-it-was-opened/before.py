"""The weather, asked with what Python brings along."""

import json
import urllib.request

from textual.app import App, ComposeResult
from textual.widgets import Button, Label

SERVICE = "http://weather.example"


class WeatherApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Button("now", id="now")
        yield Button("later", id="later")
        yield Label(id="sky")

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "now":
            sky = json.load(urllib.request.urlopen(f"{SERVICE}/sky", timeout=5))
            self.query_one("#sky", Label).update(sky["word"])

    async def action_later(self) -> None:
        text = urllib.request.urlopen(f"{SERVICE}/sky/later", timeout=5).read()
        self.query_one("#sky", Label).update(text.decode())


if __name__ == "__main__":
    WeatherApp().run()
