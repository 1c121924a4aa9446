from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class SearchBox(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(value="cat", id="word")
        yield Label(id="echo")

    def action_search(self) -> None:
        word = self.call_from_thread(self.read_word)
        if word and self.call_from_thread(self.read_width) > 0:
            self.show(self.call_from_thread(self.read_word).upper())

    def read_word(self) -> str:
        return self.query_one("#word", Input).value.strip()

    def read_width(self) -> int:
        return self.screen.size.width

    def show(self, word: str) -> None:
        self.query_one("#echo", Label).update(f"You asked for {word}")


if __name__ == "__main__":
    SearchBox().run()
