"""Services, and how many are up."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class StatusApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="services")
        yield Label(id="total")

    def on_mount(self) -> None:
        self.query_one("#services", DataTable).add_columns("Service", "Up")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_services_table()

    def _update_services_table(self, services: list[dict]) -> None:
        # What the label says.
        up = sum(service["up"] for service in services)
        total = len(services)
        table = self.query_one("#services", DataTable)
        table.clear()
        for service in services:
            table.add_row(service["name"], "yes" if service["up"] else "no")
        self.query_one("#total", Label).update(f"{up}/{total} up")

    def _fetch_and_update_services_table(self) -> None:
        try:
            services = requests.get("http://status.example/services", timeout=10).json()
        except requests.RequestException as error:
            self.call_from_thread(self.notify, str(error), severity="error")
            return

        self.events.append("asked")
        self.call_from_thread(self._update_services_table, services)


if __name__ == "__main__":
    StatusApp().run()
