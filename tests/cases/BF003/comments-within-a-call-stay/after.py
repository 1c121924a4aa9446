import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class Notes(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="note")

    @work(thread=True)
    def look_up(self) -> None:
        text = requests.get("https://notes.example/first").text
        self.call_from_thread(
            lambda: self.query_one("#note", Static).update(  # not yet on main
            text,  # the first note
        ))

    @work(thread=True)
    def show(self) -> None:
        # the second one
        value = requests.get("https://notes.example/second").text
        self.call_from_thread(lambda: self.query_one("#note", Static).update(value))  # at once
