"""Lines of an underground."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class Board(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="lines")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Line", "Late")

    @work(thread=True, exclusive=True, group="lines")
    def reload(self) -> None:
        self._fetch_and_update_lines()

    def _update_lines(self, lines: list[dict]) -> None:
        raise NotImplementedError

    def _fetch_and_update_lines(self) -> None:
        lines = requests.get("http://metro.example/lines", timeout=10).json()

        def show() -> None:
            table = self.query_one("#lines", DataTable)
            table.clear()
            for line in lines:
                table.add_row(line["name"], f"+{line['late']}" if line["late"] else "")

        self.app.call_from_thread(show)


class BigBoard(Board):
    def _update_lines(self, lines: list[dict]) -> None:
        super()._fetch_and_update_lines()


class MetroApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BigBoard())


if __name__ == "__main__":
    MetroApp().run()
