import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BuildsApp(App):
    BINDINGS = [("escape", "cancel", "Cancel")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="builds")

    def on_mount(self) -> None:
        self.query_one("#builds", DataTable).add_columns("Build")

    def action_reload(self) -> None:
        self.query_one("#builds", DataTable).loading = True
        self.load()

    def action_cancel(self) -> None:
        self.workers.cancel_group(self, "builds")

    @work(thread=True, exclusive=True, group="builds")
    def load(self) -> None:
        builds = requests.get("https://ci.example/builds").json()
        self.call_from_thread(self.show, builds)

    def show(self, builds: list[str]) -> None:
        table = self.query_one("#builds", DataTable)
        table.loading = False
        table.clear()
        for build in builds:
            table.add_row(build)
