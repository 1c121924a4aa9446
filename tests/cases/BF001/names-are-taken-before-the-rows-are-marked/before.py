"""Hosts of a network."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://hosts.example"


class NetworkScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="hosts")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#hosts", DataTable).add_columns("Name", "Ping")

    @work(thread=True, exclusive=True, group="hosts", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_hosts_table()

    def _update_hosts_table(self, hosts: list[dict]) -> None:
        self._fetch_and_update_hosts_table()

    def _fetch_and_update_hosts_table(self) -> None:
        hosts = requests.get(f"{SERVICE}/hosts", timeout=10).json()
        names = ", ".join(host["name"] for host in hosts)
        self._mark(hosts)
        requests.post(f"{SERVICE}/seen", json=len(hosts), timeout=10)

        def show() -> None:
            table = self.query_one("#hosts", DataTable)
            table.clear()
            for host in hosts:
                table.add_row(host["name"], str(host["ping"]))
            self.query_one("#state", Static).update(names)

        self.app.call_from_thread(show)

    def _mark(self, hosts: list[dict]) -> None:
        for host in hosts:
            if host["ping"] > 100:
                host["name"] += " (slow)"


class NetworkApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(NetworkScreen())


if __name__ == "__main__":
    NetworkApp().run()
