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
            self.query_one("#note", Static).update,  # not yet on main
            text,  # the first note
        )

    @work(thread=True)
    def show(self) -> None:
        # the second one
        self.query_one("#note", Static).update(requests.get("https://notes.example/second").text)  # at once
