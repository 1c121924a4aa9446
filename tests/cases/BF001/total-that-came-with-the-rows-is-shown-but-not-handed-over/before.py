"""Open tickets of a help desk, with how many there are in all."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

DESK = "http://desk.example/v2/tickets"


class DeskApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="count")
        yield DataTable(id="tickets")

    def on_mount(self) -> None:
        self.query_one("#tickets", DataTable).add_columns("Nr", "Subject")
        self.refresh_tickets()

    def refresh_tickets(self) -> None:
        self.run_worker(self.load_and_display_tickets, thread=True)

    def display_tickets(self, tickets: list[dict]) -> None:
        self.load_and_display_tickets()

    def load_and_display_tickets(self) -> None:
        answer = requests.get(DESK, timeout=5).json()
        tickets = answer["tickets"]
        total = answer["total"]

        def display() -> None:
            table = self.query_one("#tickets", DataTable)
            table.clear()
            for ticket in tickets:
                table.add_row(str(ticket["nr"]), ticket["subject"])
            self.query_one("#count", Static).update(f"{len(tickets)} of {total}")

        self.call_from_thread(display)


if __name__ == "__main__":
    DeskApp().run()
