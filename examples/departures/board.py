"""A departure board. It loads the trains when it starts; `r` loads them again."""

from __future__ import annotations

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header

from trains import departures


class Board(App[None]):
    """One table of trains, the next one on top."""

    TITLE = "Departures"
    BINDINGS = [("r", "refresh", "Refresh"), ("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header(show_clock=True)
        yield DataTable(id="departures")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#departures", DataTable).add_columns("Time", "To", "Track", "Late")
        self._load()

    @work(thread=True)
    def _load(self) -> None:
        trains = departures()
        self.call_from_thread(self._update_departures_table, trains)

    @work(thread=True, exclusive=True, group="refresh")
    def action_refresh(self) -> None:
        self._fetch_and_update_departures_table()

    def _update_departures_table(self, trains: list[dict[str, str]]) -> None:
        """Show trains that are at hand."""
        self._fetch_and_update_departures_table()

    def _fetch_and_update_departures_table(self) -> None:
        """Ask for the trains and show them."""
        trains = departures()
        late = sum(bool(train["late"]) for train in trains)

        def show() -> None:
            table = self.query_one("#departures", DataTable)
            table.clear()
            for train in trains:
                table.add_row(train["time"], train["to"], train["track"], train["late"])
            self.sub_title = f"{late} late" if late else "all on time"

        self.call_from_thread(show)


if __name__ == "__main__":
    Board().run()
