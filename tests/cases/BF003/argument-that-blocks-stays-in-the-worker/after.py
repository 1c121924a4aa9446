from pathlib import Path

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class Poem(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="poem")

    @work(thread=True)
    def load(self) -> None:
        self.app.call_from_thread(
            lambda value: self.query_one("#poem", Static).update(value), requests.get("http://p.example/poem").text
        )

    @work(thread=True)
    def load_own(self, path: Path) -> None:
        value = path.read_text()
        self.app.call_from_thread(lambda: self.query_one("#poem", Static).update(value))


class PoemApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Poem())


if __name__ == "__main__":
    PoemApp().run()
