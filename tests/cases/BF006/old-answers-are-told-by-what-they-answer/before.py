import httpx
import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class Search(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.generation = 0

    def compose(self) -> ComposeResult:
        yield Input()
        yield Label()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.generation += 1
        self.search(event.value, self.generation)
        self.find(event.value)
        self.ask(event.value)

    @work(thread=True)
    def search(self, text: str, generation: int) -> None:
        found = requests.get(f"http://search.example/{text}", timeout=5).text
        self.call_from_thread(self.show, found, generation)

    def show(self, found: str, generation: int) -> None:
        if generation != self.generation:
            return
        self.query_one(Label).update(found)

    @work
    async def find(self, text: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://search.example/{text}")
        if text == self.query_one(Input).value:
            self.query_one(Label).update(answer.text)

    @work
    async def ask(self, text: str) -> None:
        mine = self.generation
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://search.example/{text}")
        if mine == self.generation:
            self.query_one(Label).update(answer.text)


if __name__ == "__main__":
    Search().run()
