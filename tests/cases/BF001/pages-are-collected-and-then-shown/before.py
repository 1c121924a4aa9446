"""Photos of an album, listed by a service that answers in pages."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class PhotoApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="photos")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("No", "Photo")

    @work(thread=True, exclusive=True, group="photos")
    def reload(self) -> None:
        self._fetch_and_update_photos_table()

    def _update_photos_table(self, photos: list[dict]) -> None:
        self._fetch_and_update_photos_table()

    def _fetch_and_update_photos_table(self) -> None:
        photos: list[dict] = []
        url = "http://photos.example/first"
        while url:
            page = requests.get(url, timeout=10).json()
            photos += page["items"]
            url = page["next"]

        def show() -> None:
            table = self.query_one("#photos", DataTable)
            table.clear()
            for number, photo in enumerate(photos, 1):
                table.add_row(str(number), photo["name"])

        self.call_from_thread(show)


if __name__ == "__main__":
    PhotoApp().run()
