"""Chapters of an audio book, one list item each."""

import httpx
from textual.app import App, ComposeResult
from textual.widgets import Label, ListItem, ListView

CHAPTERS = "http://audio.example/chapters"


class AudioBookApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield ListView(id="chapters")

    def action_reload(self) -> None:
        self.run_worker(self._load_and_list_chapters, thread=True, exclusive=True, group="chapters")

    async def list_chapters(self, chapters: list[dict[str, str]]) -> None:
        self._load_and_list_chapters()

    def _load_and_list_chapters(self) -> None:
        found = httpx.get(CHAPTERS).json()
        view = self.query_one("#chapters", ListView)
        self.call_from_thread(view.clear)
        for chapter in found:
            self.call_from_thread(view.append, ListItem(Label(chapter["title"]), id=chapter["key"]))


if __name__ == "__main__":
    AudioBookApp().run()
