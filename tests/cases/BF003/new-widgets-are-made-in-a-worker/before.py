import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static


class Wall(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="wall")

    @work(thread=True)
    def load(self) -> None:
        text = requests.get("http://wall.example/note", timeout=5).json()
        note = Static(id="note")
        note.update(text)
        note.add_class("new")
        self.call_from_thread(self.hang, note)

    async def hang(self, note: Static) -> None:
        await self.query_one("#wall").mount(note)


if __name__ == "__main__":
    Wall().run()
