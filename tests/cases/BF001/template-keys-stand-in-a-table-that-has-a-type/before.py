"""An airfield: planes are shown as they came, and the fetch of the gliders stops half way."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

FIELD = "http://field.example"
KEYS: dict[str, tuple[str, ...]] = {"planes": ("sign", "seats", "hangar"), "gliders": ("sign", "wing", "winch")}


class FieldScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._waiting = {"planes", "gliders"}

    def compose(self) -> ComposeResult:
        yield DataTable(id="planes-table")
        yield DataTable(id="gliders-table")

    def on_mount(self) -> None:
        for name, keys in KEYS.items():
            self.query_one(f"#{name}-table", DataTable).add_columns(*keys)

    @work(thread=True, exclusive=True, group="planes")
    def reload_planes(self) -> None:
        self._fetch_and_update_planes_table()

    @work(thread=True, exclusive=True, group="gliders", exit_on_error=False)
    def reload_gliders(self) -> None:
        self._fetch_and_update_gliders_table()

    def _arrived(self, name: str) -> None:
        self._waiting.discard(name)

    def show_all(self) -> None:
        for name in KEYS:
            self._arrived(name)

    def _fetch_and_update_planes_table(self) -> None:
        planes = requests.get(f"{FIELD}/planes", timeout=10).json()
        self.app.call_from_thread(self._update_planes_table, planes)

    def _update_planes_table(self, planes: list[dict]) -> None:
        """Show the planes."""
        table = self.query_one("#planes-table", DataTable)
        # Empty the planes table before it is filled again.
        table.clear()
        if not planes:
            table.add_row("-", "No planes", "")
            self._arrived("planes")
            return
        for plane in planes:
            table.add_row(*(str(plane[key]) for key in KEYS["planes"]))
        # The tower sends planes in the order of their last landing.
        self._arrived("planes")

    def _fetch_and_update_gliders_table(self) -> None:
        """Fetch the gliders."""
        found = requests.get(f"{FIELD}/gliders", timeout=10).json()
        self.log(f"{len(found)} gliders")

    def _update_gliders_table(self, gliders: list[dict]) -> None:
        """Show the gliders."""
        self._fetch_and_update_gliders_table()


class FieldApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(FieldScreen())


if __name__ == "__main__":
    FieldApp().run()
