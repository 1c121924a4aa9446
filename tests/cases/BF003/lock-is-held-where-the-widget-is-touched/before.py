import threading

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Vault(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()

    def compose(self) -> ComposeResult:
        yield Label(id="gold")

    @work(thread=True)
    def weigh(self) -> None:
        with self._lock:
            gold = requests.get("http://vault.example/gold", timeout=5).json()
            self.query_one("#gold", Label).update(f"{gold} kg")


if __name__ == "__main__":
    Vault().run()
