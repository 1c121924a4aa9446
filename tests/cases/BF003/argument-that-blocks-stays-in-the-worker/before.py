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
        self.app.call_from_thread(self.query_one("#poem", Static).update, requests.get("http://p.example/poem").text)

    @work(thread=True)
    def load_own(self, path: Path) -> None:
        self.query_one("#poem", Static).update(path.read_text())


class PoemApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Poem())


if __name__ == "__main__":
    PoemApp().run()
