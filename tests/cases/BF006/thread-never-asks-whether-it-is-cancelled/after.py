from functools import partial

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable
from textual.worker import get_current_worker


class Trains(App[None]):
    BINDINGS = [("b", "board", "Board"), ("a", "board_all", "All")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="trains")

    def on_mount(self) -> None:
        self.query_one("#trains", DataTable).add_columns("Train")

    def action_board(self) -> None:
        self.run_worker(
            partial(self.load, "board"), thread=True, exclusive=True, group="load"
        )

    def action_board_all(self) -> None:
        address = "all"
        self.run_worker(
            partial(self.load, address), thread=True, exclusive=True, group="load"
        )

    def load(self, which: str) -> None:
        worker = get_current_worker()
        trains = requests.get(f"http://trains.example/{which}", timeout=5).json()
        if not worker.is_cancelled:
            self.call_from_thread(self.show, trains)

    def show(self, trains: list[str]) -> None:
        table = self.query_one("#trains", DataTable)
        table.clear()
        for train in trains:
            table.add_row(train)


if __name__ == "__main__":
    Trains().run()
