from textual.app import App, ComposeResult
from textual.widgets import Label


class Teller(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="text")

    def on_mount(self) -> None:
        self.put("hello")

    def put(self, text: str, from_thread: bool = False) -> None:
        if from_thread:
            self.call_from_thread(self.show, text)
        else:
            self.show(text)

    def show(self, text: str) -> None:
        self.query_one("#text", Label).update(text)


if __name__ == "__main__":
    Teller().run()
