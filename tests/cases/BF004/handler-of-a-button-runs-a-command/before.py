import subprocess

from textual import on
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Button, Input, Static


class Ping(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input(value="home", id="host")
        yield Button("Ping", id="ping")
        yield Static(id="answer")

    @on(Button.Pressed, "#ping")
    def ping(self) -> None:
        host = self.query_one("#host", Input).value
        self.query_one("#answer", Static).update("asking...")
        answer = subprocess.run(["ping", host], capture_output=True, text=True).stdout
        self.query_one("#answer", Static).update(answer)


class PingApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Ping())


if __name__ == "__main__":
    PingApp().run()
