import requests
import textual as tx
from textual import work as background
from textual.app import App


class Boats(App[None]):
    def on_mount(self) -> None:
        self.load()

    @background(thread=True)
    def load(self) -> None:
        boats = requests.get("http://harbour.example/boats", timeout=5).json()
        self.call_from_thread(self.notify, f"{len(boats)} boats")

    @tx.work(exclusive=True, thread=True)
    def sink(self) -> None:
        requests.post("http://harbour.example/sink", timeout=5)


if __name__ == "__main__":
    Boats().run()
