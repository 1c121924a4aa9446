import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class Search(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(value="cats", id="query")
        yield Label(id="hits")

    @work(thread=True)
    def search(self) -> None:
        query = self.query_one("#query", Input).value
        hits = requests.get("http://find.example/hits", params={"q": query}, timeout=5).json()
        self.call_from_thread(self.show, hits)

    def show(self, hits: int) -> None:
        self.query_one("#hits", Label).update(f"{hits} hits")


if __name__ == "__main__":
    Search().run()
