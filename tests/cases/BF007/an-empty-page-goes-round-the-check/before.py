import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class EventsApp(App):
    def compose(self) -> ComposeResult:
        yield RichLog(id="events")

    def key_e(self) -> None:
        self.load()

    @work(thread=True, exclusive=True, group="events")
    def load(self) -> None:
        page = "first"
        while page != "end":
            answer = requests.get(f"https://events.example/{page}").json()
            page = answer["next"]
            if not answer["events"]:
                continue
            self.call_from_thread(self.write, answer["events"])

    def write(self, events: list[str]) -> None:
        for event in events:
            self.query_one("#events", RichLog).write(event)
