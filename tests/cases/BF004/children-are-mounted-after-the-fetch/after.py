import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class Notes(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(Label("none", id="note"), id="notes")

    @work(thread=True, exclusive=True, group="action_load")
    def action_load(self) -> None:
        note = requests.get("http://notes.example/note", timeout=5).json()
        self.call_from_thread(self._show_load, note)

    async def _show_load(self, note) -> None:
        notes = self.query_one("#notes")
        await notes.remove_children()
        await notes.mount(Label(note, id="note"))


if __name__ == "__main__":
    Notes().run()
