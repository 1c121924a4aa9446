"""Springs of a spa: `map` asks for each when its row is made, which is on main."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SPA = "http://spa.example"


class SpaApp(App[None]):
    SPRINGS = ("upper", "lower")

    def compose(self) -> ComposeResult:
        yield DataTable(id="springs")

    def on_mount(self) -> None:
        self.query_one("#springs", DataTable).add_columns("Spring", "Degrees")
        self.reload()

    @work(thread=True, exclusive=True, group="springs")
    def reload(self) -> None:
        self._fetch_and_update_springs_table()

    def _ask_spring(self, name: str) -> dict:
        return requests.get(f"{SPA}/spring/{name}", timeout=10).json()

    def _update_springs_table(self, springs: list[dict]) -> None:
        self._fetch_and_update_springs_table()

    def _fetch_and_update_springs_table(self) -> None:
        springs = map(self._ask_spring, self.SPRINGS)

        def show() -> None:
            table = self.query_one("#springs", DataTable)
            table.clear()
            for spring in springs:
                table.add_row(spring["name"], str(spring["degrees"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    SpaApp().run()
