import requests
from textual.app import App


class Keeper(App[None]):
    def action_store(self) -> None:
        self.store()

    def store(self) -> None:
        self.notify("Nothing to store")


class Wardrobe(Keeper):
    def store(self) -> None:
        requests.put("http://wardrobe.example/coat", timeout=5)
        self.notify("Stored")


if __name__ == "__main__":
    Wardrobe().run()
