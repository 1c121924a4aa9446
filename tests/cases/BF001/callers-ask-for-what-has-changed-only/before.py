"""Hosts of a network: a poll asks what is new, and then all are loaded."""

from __future__ import annotations

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class HostsApp(App[None]):
    last = 0

    def compose(self) -> ComposeResult:
        yield DataTable(id="hosts")

    def ask(self, what: str, since: int = 0) -> list[dict]:
        return requests.get(f"http://net.example/{what}", params={"since": since}, timeout=10).json()

    @work(thread=True)
    def poll(self) -> None:
        hosts = self.ask("hosts", since=self.last)
        self.call_from_thread(self.hosts_changed, hosts)

    def hosts_changed(self, hosts: list[dict]) -> None:
        self.reload_hosts()

    def reload_hosts(self) -> None:
        hosts = self.ask("hosts")
        self.call_from_thread(self._fill, hosts)

    def _fill(self, hosts: list[dict]) -> None:
        table = self.query_one("#hosts", DataTable)
        table.clear()
        for host in hosts:
            table.add_row(host["name"])


if __name__ == "__main__":
    HostsApp().run()
