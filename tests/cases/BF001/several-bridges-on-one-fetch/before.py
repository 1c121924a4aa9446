"""Calls at a help desk."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class DeskScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="calls")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Caller", "Minutes")

    @work(thread=True, exclusive=True, group="calls")
    def reload(self) -> None:
        self._fetch_and_update_calls_table()

    def _update_calls_table(self, calls: list[dict]) -> None:
        self._fetch_and_update_calls_table()

    def _restore_calls(self, saved: list[dict]) -> None:
        """Show the calls of the last session."""
        self._fetch_and_update_calls_table()

    def _fetch_and_update_calls_table(self) -> None:
        calls = requests.get("http://desk.example/calls", timeout=10).json()

        def show() -> None:
            table = self.query_one("#calls", DataTable)
            table.clear()
            for call in calls:
                table.add_row(call["caller"], str(call["minutes"]))

        self.app.call_from_thread(show)


class DeskApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return DeskScreen()


if __name__ == "__main__":
    DeskApp().run()
