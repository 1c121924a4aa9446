import requests
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class Notes(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(Label("none", id="note"), id="notes")

    def action_load(self) -> None:
        note = requests.get("http://notes.example/note", timeout=5).json()
        notes = self.query_one("#notes")
        notes.remove_children()
        notes.mount(Label(note, id="note"))


if __name__ == "__main__":
    Notes().run()
