"""Albums, and what the app knows of them."""

from dataclasses import dataclass, field

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


@dataclass
class Shelf:
    albums: list[str] = field(default_factory=list)


class AlbumsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()

    def compose(self) -> ComposeResult:
        yield DataTable(id="albums")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#albums", DataTable).add_columns("Album")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        self.call_from_thread(self._show_albums, requests.get("http://shelf.example/albums", timeout=10).json())

    @work(thread=True)
    def reload(self) -> None:
        self._load_albums()

    def _show_albums(self, albums: list[str]) -> None:
        self._load_albums()

    def _load_albums(self) -> None:
        found = requests.get("http://shelf.example/albums", timeout=10).json()
        self.shelf.albums = found

        def show() -> None:
            table = self.query_one("#albums", DataTable)
            table.clear()
            for album in found:
                table.add_row(album)

        self.call_from_thread(show)

    def action_count(self) -> None:
        self.query_one("#count", Static).update(f"{len(self.shelf.albums)} albums")


if __name__ == "__main__":
    AlbumsApp().run()
