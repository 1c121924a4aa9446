import requests
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Label


class Door(App[None]):
    state = reactive("shut")

    def compose(self) -> ComposeResult:
        yield Label(id="door")

    def watch_state(self, state: str) -> None:
        if self.is_mounted:
            self.query_one("#door", Label).update(state)

    def action_check(self) -> None:
        answer = requests.get("http://door.example/open", timeout=5).json()
        if answer:
            self.state = "open"
        else:
            self.state = "shut"


if __name__ == "__main__":
    Door().run()
