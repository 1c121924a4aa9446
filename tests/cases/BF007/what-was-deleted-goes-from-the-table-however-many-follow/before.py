import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class TorrentsApp(App[None]):
    BINDINGS = [("d", "delete", "Delete")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="torrents")

    def on_mount(self) -> None:
        table = self.query_one("#torrents", DataTable)
        table.add_column("Name")
        for name in ("one", "two"):
            table.add_row(name, key=name)

    def selected(self) -> str:
        table = self.query_one("#torrents", DataTable)
        return table.get_row_at(table.cursor_row)[0]

    @work(thread=True, exclusive=True, group="delete")
    def action_delete(self) -> None:
        name = self.selected()
        requests.delete(f"http://torrents.example/{name}", timeout=10)
        self.call_from_thread(lambda: self.query_one("#torrents", DataTable).remove_row(name))
