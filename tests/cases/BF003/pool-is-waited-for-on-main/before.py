from concurrent.futures import ThreadPoolExecutor

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Mirrors(App[None]):
    BINDINGS = [("p", "ping", "Ping")]

    def compose(self) -> ComposeResult:
        yield DataTable()

    def action_ping(self) -> None:
        with ThreadPoolExecutor(4) as pool:
            for name in ("north", "south"):
                pool.submit(self._ping, name)

    def _ping(self, name: str) -> None:
        answer = requests.get(f"https://{name}.example/ping").text
        self.query_one(DataTable).add_row(name, answer)
