from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Label


class Panel(Vertical):
    def compose(self) -> ComposeResult:
        yield Label("off", id="lamp")
        yield Button("Switch", id="switch")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        cross = self.app.call_from_thread
        cross(self.query_one("#lamp", Label).update, "on")
        app = self.app
        app.call_from_thread(self.query_one("#switch", Button).focus)


class LampApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Panel()


if __name__ == "__main__":
    LampApp().run()
