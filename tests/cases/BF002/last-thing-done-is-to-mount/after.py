from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class Shelf(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="shelf")

    def action_put(self) -> None:
        title = "Emma"
        self.query_one("#shelf").mount(Label(title, id="book"))


if __name__ == "__main__":
    Shelf().run()
