import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Button, Input


class Form(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Button("Send")

    def on_button_pressed(self) -> None:
        requests.post("http://people.example/new", json={"name": self.query_one("#name", Input).value}, timeout=5)
        self.dismiss()


class People(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Form())


if __name__ == "__main__":
    People().run()
