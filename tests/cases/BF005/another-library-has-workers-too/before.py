import requests
from jobs import Pool, work
from textual.app import App


class Station(App[None]):
    def __init__(self, pool: Pool) -> None:
        super().__init__()
        self.pool = pool

    def on_mount(self) -> None:
        self.pool.run_worker(self.load)

    def load(self) -> None:
        requests.get("http://station.example/all", timeout=5)

    @work
    def later(self) -> None:
        requests.get("http://station.example/all", timeout=5)


if __name__ == "__main__":
    Station(Pool()).run()
