"""Users and groups of a directory."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

DIRECTORY = "http://directory.example"


class AdminScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="users")
        yield DataTable(id="groups")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Name", "Length")

    @work(thread=True, exclusive=True, group="directory")
    def reload(self) -> None:
        self._fetch_and_update_users_table()
        self._fetch_and_update_groups_table()

    def _fill(self, name: str, entries: list[dict]) -> None:
        table = self.query_one(f"#{name}", DataTable)
        table.clear()
        if not entries:
            self._blank_row(name, f"No {name} here")
        for entry in entries:
            table.add_row(entry["name"], str(len(entry["name"])))

    def _blank_row(self, name: str, message: str) -> None:
        self.query_one(f"#{name}", DataTable).add_row(message, "")

    def _update_users_table(self, users: list[dict]) -> None:
        self._fill("users", users)

    def _fetch_and_update_users_table(self) -> None:
        users = requests.get(f"{DIRECTORY}/users", timeout=10).json()
        self.app.call_from_thread(self._update_users_table, users)

    def _update_groups_table(self, groups: list[dict]) -> None:
        self._fill("groups", groups)

    def _fetch_and_update_groups_table(self) -> None:
        groups = requests.get(f"{DIRECTORY}/groups", timeout=10).json()
        self.app.call_from_thread(self._update_groups_table, groups)


class DirectoryApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(AdminScreen())


if __name__ == "__main__":
    DirectoryApp().run()
