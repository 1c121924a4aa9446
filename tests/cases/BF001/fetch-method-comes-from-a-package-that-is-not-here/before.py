"""The beds of a greenhouse; the fetching mixin is installed from elsewhere."""

from greenhouse.fetching import BedFetching
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class BedsScreen(BedFetching, Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="beds-table")

    def on_mount(self) -> None:
        self.query_one("#beds-table", DataTable).add_columns("Bed", "Crop", "Moisture")
        self.reload()

    @work(thread=True, exclusive=True, group="beds")
    def reload(self) -> None:
        self._fetch_and_update_beds_table()

    def on_screen_resume(self) -> None:
        self._update_beds_table(self.stored_beds)

    def _update_beds_table(self, beds: list[dict]) -> None:
        self._fetch_and_update_beds_table()


class GreenhouseApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BedsScreen())


if __name__ == "__main__":
    GreenhouseApp().run()
