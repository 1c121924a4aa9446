import subprocess

from rich.table import Table
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static


class Disks(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="disks")

    def on_mount(self) -> None:
        self.load_disks()

    @work(thread=True)
    def load_disks(self) -> None:
        disks = subprocess.run(["df", "-P"], capture_output=True, text=True).stdout.splitlines()
        header, rows = disks[0], disks[1:]
        table = Table(*header.split(), title=f"{len(rows)} disks")
        for row in rows:
            table.add_row(*row.split(None, 5))
        self.call_from_thread(self._put, table)

    def _put(self, table: Table) -> None:
        self.query_one("#disks", Static).update(table)

    def show_disks(self, disks: list[str]) -> None:
        self.load_disks()
