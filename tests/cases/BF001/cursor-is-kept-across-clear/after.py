"""Issues of a project; the cursor stays where it is when they are reloaded."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class IssueApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="issues", cursor_type="row")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Id", "Title")

    def go_down(self) -> None:
        self.query_one(DataTable).move_cursor(row=2)

    @work(thread=True, exclusive=True, group="issues")
    def reload(self) -> None:
        self._fetch_and_update_issues_table()

    def _update_issues_table(self, issues: list[dict]) -> None:
        table = self.query_one("#issues", DataTable)
        row = table.cursor_row
        table.clear()
        for issue in issues:
            table.add_row(str(issue["id"]), issue["title"])
        # clear() puts the cursor and the scroll position back to the top.
        table.move_cursor(row=min(row, len(issues) - 1), animate=False)

    def _fetch_and_update_issues_table(self) -> None:
        issues = requests.get("http://forge.example/issues", timeout=10).json()
        self.call_from_thread(self._update_issues_table, issues)


if __name__ == "__main__":
    IssueApp().run()
