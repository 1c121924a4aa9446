"""Videos of a channel."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static


class VideoScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("", id="spinner")
        yield DataTable(id="videos")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Title", "Views")

    def _spin(self, on: bool) -> None:
        self.query_one("#spinner", Static).update("⠋ loading" if on else "")

    @work(thread=True, exclusive=True, group="videos")
    def reload(self) -> None:
        self._fetch_and_update_videos_table()

    def _update_videos_table(self, videos: list[dict]) -> None:
        """Show videos."""
        self._fetch_and_update_videos_table()

    def _fetch_and_update_videos_table(self) -> None:
        self.app.call_from_thread(self._spin, True)
        videos = requests.get("http://tube.example/videos", timeout=10).json()

        def show() -> None:
            table = self.query_one("#videos", DataTable)
            table.clear()
            for video in videos:
                table.add_row(video["title"], f"{video['views']:,}")

        self.app.call_from_thread(show)
        self.app.call_from_thread(self._spin, False)


class TubeApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return VideoScreen()


if __name__ == "__main__":
    TubeApp().run()
