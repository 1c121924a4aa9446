import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Users(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="users")

    def on_mount(self) -> None:
        self.load_users()

    @work(thread=True)
    def load_users(self) -> None:
        users = {}
        for user in requests.get("https://users.example/all").json():
            users[user["id"]] = user["name"]
        table = self.query_one("#users", DataTable)
        self.call_from_thread(table.clear)
        self.call_from_thread(table.add_rows, list(users.items()))

    def show_users(self, users: list[dict[str, str]]) -> None:
        self.load_users()
