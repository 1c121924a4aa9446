import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Select
from textual.worker import get_current_worker


class Stops(App[None]):
    def compose(self) -> ComposeResult:
        yield Select([("North", "north"), ("South", "south")], id="line")
        yield DataTable(id="stops")

    def on_mount(self) -> None:
        self.query_one("#stops", DataTable).add_columns("Stop")

    def on_select_changed(self, event: Select.Changed) -> None:
        if isinstance(event.value, str):
            self.load(event.value)

    @work(thread=True, exclusive=True, group="load")
    def load(self, line: str) -> None:
        worker = get_current_worker()
        stops = requests.get(f"http://bus.example/{line}", timeout=5).json()
        if not worker.is_cancelled:
            self.call_from_thread(self.show, stops)

    def show(self, stops: list[str]) -> None:
        table = self.query_one("#stops", DataTable)
        table.clear()
        for stop in stops:
            table.add_row(stop)


if __name__ == "__main__":
    Stops().run()
