import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Joke(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="joke")

    def action_tell(self) -> None:
        self.fetch()

    @work(thread=True, exclusive=True, group="joke")
    def fetch(self) -> None:
        joke = requests.get("http://fun.example/joke", timeout=5).json()
        self.call_from_thread(self.show, joke)

    def show(self, joke: str) -> None:
        self.query_one("#joke", Label).update(joke)


if __name__ == "__main__":
    Joke().run()
