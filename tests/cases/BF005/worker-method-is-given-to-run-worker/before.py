import requests
from textual import work
from textual.app import App


class Bees(App[None]):
    def on_mount(self) -> None:
        self.run_worker(self.load)

    def action_again(self) -> None:
        self.run_worker(self.load(), exclusive=True)

    @work(thread=True)
    def load(self) -> None:
        bees = requests.get("http://hive.example/bees", timeout=5).json()
        self.call_from_thread(self.notify, f"{bees} bees")


if __name__ == "__main__":
    Bees().run()
