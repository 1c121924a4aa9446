"""What happened in a house."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class EventsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="events")

    def on_mount(self) -> None:
        self.query_one("#events", DataTable).add_columns("At", "What")

    def _get(self, path: str) -> dict:
        return requests.get(f"http://house.example/{path}", timeout=10).json()

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        answer = self._get("events")
        self.call_from_thread(self._update_events, answer["items"])

    @work(thread=True)
    def reload(self) -> None:
        self._load_events()

    def _update_events(self, events: list[dict]) -> None:
        table = self.query_one("#events", DataTable)
        table.clear()
        for event in reversed(events):
            table.add_row(event["at"], event["what"])

    def _load_events(self) -> None:
        page = self._get("events")
        events = page["items"]
        self.call_from_thread(self._update_events, events)


if __name__ == "__main__":
    EventsApp().run()
