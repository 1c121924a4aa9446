import threading

import requests
from textual.app import App


class Titled(App[None]):
    def __init__(self) -> None:
        super().__init__()
        threading.Thread(target=self._fetch, daemon=True).start()

    def _fetch(self) -> None:
        title = requests.get("https://titles.example/today").text
        self.title = title
