"""Records; they are kept once they are shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class RecordsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.albums: list[dict] = []
        self.loaded = False

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

        def show() -> None:
            table = self.query_one("#albums", DataTable)
            table.clear()
            for album in albums:
                table.add_row(album["artist"], album["title"])

        self.call_from_thread(show)
        self.albums = albums

    def action_count(self) -> None:
        self.query_one("#albums", DataTable).add_row("", f"{len(self.albums)} albums")


if __name__ == "__main__":
    RecordsApp().run()
