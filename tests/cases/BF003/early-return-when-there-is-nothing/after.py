import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Bugs(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="bugs")
        yield Label(id="note")

    def on_mount(self) -> None:
        self.query_one("#bugs", DataTable).add_column("Bug")

    @work(thread=True)
    def look(self) -> None:
        bugs = requests.get("http://bugs.example/bugs", timeout=5).json()

        def update_ui() -> None:
            table = self.query_one("#bugs", DataTable)
            table.clear()
            if not bugs:
                self.query_one("#note", Label).update("all fixed")
                return
            for bug in bugs:
                table.add_row(bug)
            self.query_one("#note", Label).update(f"{len(bugs)} left")

        self.call_from_thread(update_ui)


if __name__ == "__main__":
    Bugs().run()
