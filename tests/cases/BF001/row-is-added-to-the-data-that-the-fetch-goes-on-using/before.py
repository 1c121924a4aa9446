"""Tasks of a day."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

SERVICE = "http://tasks.example"


class TasksScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="tasks")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#tasks", DataTable).add_columns("Name", "Hours")

    @work(thread=True, exclusive=True, group="tasks", exit_on_error=False)
    def reload(self) -> None:
        self._fetch_and_update_tasks_table()

    def _update_tasks_table(self, tasks: list[dict]) -> None:
        self._fetch_and_update_tasks_table()

    def _fetch_and_update_tasks_table(self) -> None:
        tasks = requests.get(f"{SERVICE}/tasks", timeout=10).json()
        rows = [(task["name"], str(task["hours"])) for task in tasks]
        if tasks:
            rows.sort()
        else:
            tasks += [{"name": "rest", "hours": 8}]
            rows += [("rest", "8")]
        for row in rows:
            self.query_one("#tasks", DataTable).add_row(*row)
        self.query_one("#state", Static).update(f"{len(tasks)} tasks")
        tasks.clear()


class TasksApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(TasksScreen())


if __name__ == "__main__":
    TasksApp().run()
