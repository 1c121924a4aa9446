"""Users that were seen last."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class UsersApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="users")

    def on_mount(self) -> None:
        self.query_one("#users", DataTable).add_columns("User")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        users = requests.get("http://chat.example/users", timeout=10).json()
        self.call_from_thread(self._show_users, users)

    @work(thread=True)
    def reload(self) -> None:
        self._load_users(2)

    def _show_users(self, users: list[str], *, limit: int = 2) -> None:
        self._load_users(limit)

    def _load_users(self, limit: int) -> None:
        response = requests.get("http://chat.example/users", timeout=10)
        users = response.json()[:limit]

        def show() -> None:
            table = self.query_one("#users", DataTable)
            table.clear()
            for user in users:
                table.add_row(user)

        self.call_from_thread(show)


if __name__ == "__main__":
    UsersApp().run()
