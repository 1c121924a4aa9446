"""A backup tool; the reload after a backup starts a thread of its own."""

import threading

import requests
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

BACKUPS = "http://vault.example/backups"


class VaultScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="backups")

    def on_mount(self) -> None:
        self.query_one("#backups", DataTable).add_columns("Backup", "Size")
        threading.Thread(target=self._back_up, daemon=True).start()

    def _back_up(self) -> None:
        done = requests.post(BACKUPS, timeout=600).json()
        self.app.call_from_thread(self._backed_up, done)

    def _backed_up(self, done: dict) -> None:
        self._start_reload()

    def _start_reload(self) -> None:
        threading.Thread(target=self._reload, daemon=True).start()

    def _reload(self) -> None:
        backups = requests.get(BACKUPS, timeout=10).json()
        self.app.call_from_thread(self._show, backups)

    def _show(self, backups: list[dict]) -> None:
        table = self.query_one("#backups", DataTable)
        table.clear()
        for backup in backups:
            table.add_row(backup["name"], backup["size"])


class VaultApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(VaultScreen())


if __name__ == "__main__":
    VaultApp().run()
