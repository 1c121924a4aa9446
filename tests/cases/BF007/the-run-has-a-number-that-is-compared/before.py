import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class SearchApp(App):
    generation = 0

    def compose(self) -> ComposeResult:
        yield Input()
        yield Static(id="hits")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.generation += 1
        self.search(event.value, self.generation)
        self.suggest(event.value)

    @work(thread=True, exclusive=True, group="search")
    def search(self, text: str, generation: int) -> None:
        hits = requests.get(f"https://search.example/{text}").text
        if generation == self.generation:
            self.call_from_thread(self.query_one("#hits", Static).update, hits)

    @work(thread=True, exclusive=True, group="suggest")
    def suggest(self, text: str) -> None:
        hits = requests.get(f"https://suggest.example/{text}").text
        self.call_from_thread(self.show, text, hits)

    def show(self, text: str, hits: str) -> None:
        if text != self.query_one(Input).value:
            return
        self.query_one("#hits", Static).update(hits)
