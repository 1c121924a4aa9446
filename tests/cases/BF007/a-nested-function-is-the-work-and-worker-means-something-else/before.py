import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class StaffApp(App):
    def compose(self) -> ComposeResult:
        yield DataTable(id="staff")

    def on_mount(self) -> None:
        self.query_one("#staff", DataTable).add_columns("Name")

    def action_load(self, team: str = "ops") -> None:
        def load() -> None:
            staff = requests.get(f"https://hr.example/{team}").json()
            with self.batch_update():
                self.call_from_thread(self.clear)
                for worker in staff:
                    self.call_from_thread(self.add, worker)

        self.run_worker(load, thread=True, exclusive=True, group="staff")

    def clear(self) -> None:
        self.query_one("#staff", DataTable).clear()

    def add(self, name: str) -> None:
        self.query_one("#staff", DataTable).add_row(name)
