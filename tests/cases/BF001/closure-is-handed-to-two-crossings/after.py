"""Tasks, open and done."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class TaskScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="open")
        yield DataTable(id="done")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Task")

    @work(thread=True, exclusive=True, group="tasks")
    def reload(self) -> None:
        self._fetch_and_update_tasks()

    def _update_tasks(self, tasks: list[dict]) -> None:
        def fill(selector: str, done: bool) -> None:
            table = self.query_one(selector, DataTable)
            table.clear()
            for task in tasks:
                if task["done"] == done:
                    table.add_row(task["title"])

        fill("#open", False)
        fill("#done", done=True)

    def _fetch_and_update_tasks(self) -> None:
        tasks = requests.get("http://tasks.example/tasks", timeout=10).json()
        self.app.call_from_thread(self._update_tasks, tasks)


class TaskApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TaskScreen())


if __name__ == "__main__":
    TaskApp().run()
