"""Shows what the fridge says."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, Static


class Fridge(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="temperature")
        yield Static(id="shopping")

    @work(thread=True, exclusive=True, group="fridge")
    def read(self) -> None:
        state = requests.get("http://fridge.example/state", timeout=5).json()
        self.call_from_thread(self.query_one("#temperature", Label).update, f"{state['degrees']} C")
        self.call_from_thread(self.query_one("#shopping", Static).update, ", ".join(state["missing"]))


if __name__ == "__main__":
    Fridge().run()
