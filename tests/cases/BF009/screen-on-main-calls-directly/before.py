from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class Welcome(Screen[None]):
    BINDINGS = [("n", "name", "Name")]

    def compose(self) -> ComposeResult:
        yield Label("Hello", id="hello")

    def action_name(self) -> None:
        self.call_from_thread(self.query_one("#hello", Label).update, "Hello, Ann")


class WelcomeApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Welcome())


if __name__ == "__main__":
    WelcomeApp().run()
