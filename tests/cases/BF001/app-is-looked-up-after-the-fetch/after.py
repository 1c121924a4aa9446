"""Kilns of a pottery; a dismissed screen must fail where it failed before."""

from httpx import Client
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

KILNS = "http://pottery.example/kilns"


class KilnScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="kilns")

    def on_mount(self) -> None:
        self.query_one("#kilns", DataTable).add_columns("Kiln", "Degrees")
        self.reload()

    @work(thread=True, exclusive=True, group="kilns", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_kilns_table()

    def _update_kilns_table(self, kilns: list[dict]) -> None:
        table = self.query_one("#kilns", DataTable)
        table.clear()
        for kiln in kilns:
            table.add_row(kiln["name"], str(kiln["degrees"]))

    def _fetch_and_update_kilns_table(self) -> None:
        with Client() as client:
            kilns = client.get(KILNS).json()
        cross = self.app.call_from_thread
        cross(self._update_kilns_table, kilns)


class PotteryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(KilnScreen())


if __name__ == "__main__":
    PotteryApp().run()
