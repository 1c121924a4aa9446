import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label


class Queue(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="queue")
        yield Label(id="count")

    def on_mount(self) -> None:
        self.query_one("#queue", DataTable).add_columns("Name")

    @work(exclusive=True, thread=True)
    def load(self) -> None:
        people = requests.get("http://clinic.example/queue", timeout=5).json()

        def update_ui() -> None:
            table = self.query_one("#queue", DataTable)
            table.clear()
            for name in people:
                table.add_row(name)
            self.query_one("#count", Label).update(f"{len(people)} wait")

        self.call_from_thread(update_ui)


if __name__ == "__main__":
    Queue().run()
