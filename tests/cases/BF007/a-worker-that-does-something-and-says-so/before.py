import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button


class SaveApp(App):
    def compose(self) -> ComposeResult:
        yield Button("Save")

    def on_button_pressed(self) -> None:
        self.save(["a", "b"])

    @work(thread=True, exclusive=True, group="save")
    def save(self, parts: list[str]) -> None:
        for part in parts:
            requests.post("https://store.example/save", json={"part": part})
        self.call_from_thread(self.notify, "Saved")
