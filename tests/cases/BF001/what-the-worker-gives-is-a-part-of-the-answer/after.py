"""Folders of a mail account."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class FoldersApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="folders")

    def on_mount(self) -> None:
        self.query_one("#folders", DataTable).add_columns("Folder")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        answer = requests.get("http://mail.example/folders", timeout=10).json()
        self.call_from_thread(self._show_folders, answer["names"])

    @work(thread=True)
    def reload(self) -> None:
        self._load_folders()

    def _show_folders(self, names: list[str]) -> None:
        table = self.query_one("#folders", DataTable)
        table.clear()
        # Inbox first, as the server says.
        for name in names:
            table.add_row(name)
        table.border_title = f"{len(names)} folders"

    def _load_folders(self) -> None:
        data = requests.get("http://mail.example/folders", timeout=10).json()
        names = data["names"]
        self.call_from_thread(self._show_folders, names)


if __name__ == "__main__":
    FoldersApp().run()
