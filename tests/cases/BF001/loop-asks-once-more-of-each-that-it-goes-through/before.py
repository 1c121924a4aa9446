import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Cluster(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="events")

    def on_mount(self) -> None:
        self.load_events()

    @work(thread=True)
    def load_events(self) -> None:
        rows = []
        for event in requests.get("https://cluster.example/events").json():
            reason = requests.get(event["url"]).json()
            rows.append((event["name"], reason))
        table = self.query_one("#events", DataTable)
        self.call_from_thread(table.clear)
        self.call_from_thread(table.add_rows, rows)

    def show_events(self, events: list[dict[str, str]]) -> None:
        self.load_events()
