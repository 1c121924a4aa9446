"""A lamp that is slow to switch on."""

import requests
from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Button, Static


class LampApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Button("On", id="on")
        yield Static(id="state")

    @on(Button.Pressed, "#on")
    def switch_on(self, event: Button.Pressed) -> None:
        event.button.disabled = True
        self.query_one("#state", Static).update("wait…")
        answer = requests.get("http://house.example/lamp", timeout=10).json()
        self.query_one("#state", Static).update(answer["state"])
        event.button.disabled = False


if __name__ == "__main__":
    LampApp().run()
