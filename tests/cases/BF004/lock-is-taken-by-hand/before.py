import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import Static


class Gate(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()

    def compose(self) -> ComposeResult:
        yield Static(id="state")

    async def action_ask(self) -> None:
        self.lock.acquire()
        state = requests.get("http://gate.example/state", timeout=5).text
        self.lock.release()
        self.query_one("#state", Static).update(state)


if __name__ == "__main__":
    Gate().run()
