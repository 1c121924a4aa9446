"""Who is at work on this machine."""

import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class WorkApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="work")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_work()

    def _update_work_table(self, rows: list[list[str]]) -> None:
        self._fetch_work()

    def _fetch_work(self) -> None:
        parted = [line.split() for line in subprocess.check_output(["ps"], text=True).splitlines()]
        table = self.query_one("#work", DataTable)
        for row in parted:
            self.call_from_thread(table.add_row, *row)


if __name__ == "__main__":
    WorkApp().run()
