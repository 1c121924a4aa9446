from textual.app import App, ComposeResult
from textual.widgets import Label


class Egg(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("raw", id="egg")

    def action_boil(self) -> None:
        self.set_timer(0.01, lambda: self.call_from_thread(self.done, "boiled"))

    def done(self, how: str) -> None:
        self.query_one("#egg", Label).update(how)


if __name__ == "__main__":
    Egg().run()
