import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class Quote(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("...", id="quote")

    @work(thread=True)
    def load(self) -> None:
        try:
            quote = requests.get("http://books.example/quote", timeout=5).json()
            self.call_from_thread(self.show, quote)
        except Exception as error:
            self.log(error)

    def show(self, quote: str) -> None:
        self.query_one("#quote", Static).update(quote)


class QuoteApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Quote())


if __name__ == "__main__":
    QuoteApp().run()
