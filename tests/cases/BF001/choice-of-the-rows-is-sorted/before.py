"""Issues of a project, those of one state."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class IssuesApp(App[None]):
    sort_key = "number"

    def compose(self) -> ComposeResult:
        yield DataTable(id="issues")

    def on_mount(self) -> None:
        self.query_one("#issues", DataTable).add_columns("Issue", "Title")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_issues("open")

    def _show_issues(self, issues: list[dict], state: str) -> None:
        self._fetch_issues(state)

    def _fetch_issues(self, state: str) -> None:
        issues = requests.get("http://project.example/issues", timeout=10).json()
        issues = [issue for issue in issues if state in ("all", issue["state"])]
        issues.sort(key=lambda issue: issue[self.sort_key])

        def redraw() -> None:
            table = self.query_one("#issues", DataTable)
            table.clear()
            for issue in issues:
                table.add_row(f"#{issue['number']}", issue["title"])

        self.call_from_thread(redraw)


if __name__ == "__main__":
    IssuesApp().run()
