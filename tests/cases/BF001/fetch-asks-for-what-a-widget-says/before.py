"""Trains from a station that is typed in."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Input


class TrainScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input("Basel", id="station")
        yield DataTable(id="trains")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Train", "To")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.reload()

    @work(thread=True, exclusive=True, group="trains")
    def reload(self) -> None:
        self._fetch_and_update_trains_table()

    def _update_trains_table(self, trains: list[dict]) -> None:
        self._fetch_and_update_trains_table()

    def _fetch_and_update_trains_table(self) -> None:
        station = self.query_one("#station", Input).value.strip()
        trains = requests.get("http://rail.example/trains", params={"from": station}, timeout=10).json()

        def show() -> None:
            table = self.query_one("#trains", DataTable)
            table.clear()
            for train in trains:
                table.add_row(train["number"], train["to"])

        self.app.call_from_thread(show)


class RailApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return TrainScreen()


if __name__ == "__main__":
    RailApp().run()
