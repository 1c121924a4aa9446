"""How often a log says what."""

from collections import Counter

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class LevelsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="levels")

    def on_mount(self) -> None:
        self.query_one("#levels", DataTable).add_columns("Level", "Lines")

    def read(self) -> list[str]:
        return requests.get("http://log.example/lines", timeout=10).json()

    @staticmethod
    def levels(lines: list[str]) -> Counter[str]:
        return Counter(line.split()[0] for line in lines)

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        lines = self.read()
        self.call_from_thread(self._show_levels, self.levels(lines))

    @work(thread=True)
    def reload(self) -> None:
        self._load_levels()

    def _show_levels(self, levels: Counter[str]) -> None:
        self._load_levels()

    def _load_levels(self) -> None:
        counts = self.levels(self.read())
        rows = [(level, str(count)) for level, count in counts.most_common()]

        def show() -> None:
            table = self.query_one("#levels", DataTable)
            table.clear()
            table.add_rows(rows)

        self.call_from_thread(show)


if __name__ == "__main__":
    LevelsApp().run()
