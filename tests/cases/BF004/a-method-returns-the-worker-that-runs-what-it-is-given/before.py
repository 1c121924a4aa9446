"""Packages that are installed; one method starts all workers, and gives them back."""

import subprocess

from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.worker import Worker


class PackagesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="packages")

    def on_mount(self) -> None:
        self.query_one("#packages", DataTable).add_columns("Package")
        self.in_background(self.load, "all")

    def in_background(self, fn, *args) -> Worker[None]:
        return self.run_worker(lambda: fn(*args), thread=True, exclusive=True, group=fn.__name__)

    def load(self, which: str) -> None:
        found = subprocess.check_output(["packages", which], text=True).split()
        self.call_from_thread(self.show, found)

    def show(self, packages: list[str]) -> None:
        table = self.query_one("#packages", DataTable)
        table.clear()
        for package in packages:
            table.add_row(package)


if __name__ == "__main__":
    PackagesApp().run()
