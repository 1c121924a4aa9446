"""Hosts and whether they are up."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class HostApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="hosts")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Host", "Up")

    @work(thread=True, exclusive=True, group="hosts")
    def reload(self) -> None:
        self._get_and_show_hosts()

    @work(thread=True, exclusive=True, group="export")
    def export(self) -> None:
        self.events.append(f"exported {len(self._get_hosts())}")

    def _get_hosts(self) -> list[dict]:
        hosts = requests.get("http://ops.example/hosts", timeout=10).json()
        return sorted(hosts, key=lambda host: (host["up"], host["name"]))

    def _show_hosts(self, hosts: list[dict]) -> None:
        self._get_and_show_hosts()

    def _get_and_show_hosts(self) -> None:
        hosts = self._get_hosts()

        def show() -> None:
            table = self.query_one("#hosts", DataTable)
            table.clear()
            for host in hosts:
                table.add_row(host["name"], "up" if host["up"] else "DOWN")

        self.call_from_thread(show)


if __name__ == "__main__":
    HostApp().run()
