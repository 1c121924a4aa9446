"""A lamp that is slow to switch on."""

import requests
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Button, Static


class LampApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Button("On", id="on")
        yield Static(id="state")

    @on(Button.Pressed, "#on")
    @work(thread=True, exclusive=True, group="switch_on")
    def switch_on(self, event: Button.Pressed) -> None:
        self.call_from_thread(self._show_switch_on, event)
        answer = requests.get("http://house.example/lamp", timeout=10).json()

        def update_ui() -> None:
            self.query_one("#state", Static).update(answer["state"])
            event.button.disabled = False

        self.call_from_thread(update_ui)

    def _show_switch_on(self, event: Button.Pressed) -> None:
        event.button.disabled = True
        self.query_one("#state", Static).update("wait…")


if __name__ == "__main__":
    LampApp().run()
