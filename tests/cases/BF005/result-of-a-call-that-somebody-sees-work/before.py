import requests
from textual.app import App


class Mill(App[None]):
    def on_mount(self) -> None:
        self.run_worker(self.grind(), exit_on_error=False)

    def grind(self) -> None:
        self.flour = requests.get("http://mill.example/flour", timeout=5).json()


if __name__ == "__main__":
    Mill().run()
