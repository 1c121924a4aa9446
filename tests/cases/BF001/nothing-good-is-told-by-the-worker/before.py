import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

log = logging.getLogger(__name__)


class Tickets(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="closed")
        yield DataTable(id="late")

    def on_mount(self) -> None:
        self.query_one("#closed", DataTable).add_columns("Id", "Title")
        self.query_one("#late", DataTable).add_columns("Id", "Title")
        self.load_closed()
        self.load_late()

    @work(thread=True)
    def load_closed(self) -> None:
        closed = requests.get("https://tickets.example/closed").json()
        good = [ticket for ticket in closed if ticket.get("title")]
        if not good:
            self.notify("nothing closed")
            return
        table = self.query_one("#closed", DataTable)
        self.app.call_from_thread(table.clear)
        for ticket in good:
            self.app.call_from_thread(table.add_row, ticket["id"], ticket["title"])

    def show_closed(self, closed: list[dict[str, str]]) -> None:
        self.load_closed()

    @work(thread=True)
    def load_late(self) -> None:
        late = requests.get("https://tickets.example/late").json()
        rows = []
        for ticket in late:
            rows.append((ticket["id"], ticket["title"]))
        if not rows:
            log.warning("nothing is late")
            return
        rows.sort()
        self.app.call_from_thread(self.fill, rows)
        log.info("%d are late", len(rows))

    def fill(self, rows: list[tuple[str, str]]) -> None:
        table = self.query_one("#late", DataTable)
        table.clear()
        table.add_rows(rows)

    def show_late(self, late: list[dict[str, str]]) -> None:
        self.load_late()
