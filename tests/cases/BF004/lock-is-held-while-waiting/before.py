import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Till(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()

    def compose(self) -> ComposeResult:
        yield Label(id="till")

    async def action_count(self) -> None:
        with self.lock:
            money = requests.get("http://till.example/money", timeout=5).json()
        self.query_one("#till", Label).update(str(money))


if __name__ == "__main__":
    Till().run()
