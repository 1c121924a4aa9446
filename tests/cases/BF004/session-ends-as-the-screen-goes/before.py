import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class Session(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static()

    def on_mount(self) -> None:
        self.token = requests.post("http://door.example/login", timeout=5).text

    def on_unmount(self) -> None:
        requests.post("http://door.example/logout", data=self.token, timeout=5)


class Door(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Session())


if __name__ == "__main__":
    Door().run()
