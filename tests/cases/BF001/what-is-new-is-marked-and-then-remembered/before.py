"""Records; new ones are marked."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class RecordsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.albums: list[dict] = []
        self.seen: set[str] = set()
        self.failed = True
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="albums")

    def on_mount(self) -> None:
        self.query_one("#albums", DataTable).add_columns("Artist", "Title")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        albums = requests.get("http://records.example/albums", timeout=10).json()
        self.call_from_thread(self.set_albums, albums)

    @work(thread=True)
    def reload(self) -> None:
        self.reload_albums()

    def set_albums(self, albums: list[dict]) -> None:
        self.reload_albums()

    def reload_albums(self) -> None:
        albums = requests.get("http://records.example/albums", timeout=10).json()
        table = self.query_one("#albums", DataTable)
        new = {album["title"] for album in albums} - self.seen
        self.seen |= new
        self.call_from_thread(table.clear)
        for album in albums:
            mark = "*" if album["title"] in new else ""
            self.call_from_thread(table.add_row, album["artist"], album["title"] + mark)


if __name__ == "__main__":
    RecordsApp().run()
