"""Events of an alarm system."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class EventApp(App[None]):
    LIMIT = 50

    def compose(self) -> ComposeResult:
        yield DataTable(id="events")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("At", "What")

    @work(thread=True, exclusive=True, group="events")
    def reload(self) -> None:
        self._fetch_and_update_events_table(self.LIMIT, newest_first=True)

    def _update_events_table(self, events: list[dict]) -> None:
        table = self.query_one("#events", DataTable)
        table.clear()
        for event in events:
            table.add_row(event["at"], event["what"])

    def _fetch_and_update_events_table(self, limit: int, *, newest_first: bool = False) -> None:
        params = {"limit": limit, "order": "desc" if newest_first else "asc"}
        events = requests.get("http://alarm.example/events", params=params, timeout=10).json()
        self.call_from_thread(self._update_events_table, events)


if __name__ == "__main__":
    EventApp().run()
