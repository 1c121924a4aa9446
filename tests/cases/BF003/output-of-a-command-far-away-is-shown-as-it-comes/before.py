"""Follows what machines and shops tell."""

from __future__ import annotations

import docker
import paramiko
import pymongo
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, RichLog


class FollowApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.orders = pymongo.MongoClient().shop.orders

    def compose(self) -> ComposeResult:
        yield RichLog(id="log")
        yield DataTable(id="orders")

    @work(thread=True)
    def follow_host(self) -> None:
        _, stdout, _ = paramiko.SSHClient().exec_command("tail -f /var/log/syslog")
        log = self.query_one("#log", RichLog)
        for line in stdout:
            log.write(line)

    @work(thread=True)
    def follow_container(self, name: str) -> None:
        log = self.query_one("#log", RichLog)
        lines = docker.from_env().containers.get(name).logs(stream=True, follow=True)
        for line in lines:
            log.write(line)

    @work(thread=True)
    def list_orders(self) -> None:
        table = self.query_one("#orders", DataTable)
        found = self.orders.find({"open": True}).sort("date")
        for order in found:
            table.add_row(order["customer"])


if __name__ == "__main__":
    FollowApp().run()
