"""Jobs that wait for a printer."""

import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

log = logging.getLogger(__name__)


class QueueScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._snapshots: dict[str, list[str]] = {}
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="queue")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Job", "Owner")

    @work(thread=True, exclusive=True, group="queue")
    def reload(self) -> None:
        self._fetch_and_update_queue_table()

    def _diff(self, name: str, entries: list[dict]) -> None:
        """Keep a snapshot, and note what is new."""
        now = [entry["job"] for entry in entries]
        new = [job for job in now if job not in self._snapshots.get(name, [])]
        self._snapshots[name] = now
        self.events.append(f"new in {name}: {new}")

    def _update_queue_table(self, queue: list[dict]) -> None:
        """Show the queue."""
        self._fetch_and_update_queue_table()

    def _fetch_and_update_queue_table(self) -> None:
        queue = requests.get("http://printer.example/queue", timeout=10).json()
        log.info("%d jobs wait", len(queue))
        self._diff("queue", queue)

        def show() -> None:
            table = self.query_one("#queue", DataTable)
            table.clear()
            for entry in queue:
                table.add_row(entry["job"], entry["owner"])

        self.app.call_from_thread(show)
        log.debug("shown")


class PrinterApp(App[None]):
    SCREENS = {"queue": QueueScreen}

    def on_mount(self) -> None:
        self.push_screen("queue")


if __name__ == "__main__":
    PrinterApp().run()
