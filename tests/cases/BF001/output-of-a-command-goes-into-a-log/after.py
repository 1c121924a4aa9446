"""The last commits of a repository."""

import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class GitApp(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog(id="commits")

    @work(thread=True, exclusive=True, group="commits")
    def reload(self) -> None:
        self._read_and_show_commits()

    def _show_commits(self, commits: list[str]) -> None:
        out = self.query_one("#commits", RichLog)
        out.clear()
        for number, commit in enumerate(commits, 1):
            out.write(f"{number:3} {commit}")
        out.border_title = f"{len(commits)} commits"

    def _read_and_show_commits(self) -> None:
        done = subprocess.run(["git", "log", "--oneline"], capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        self.call_from_thread(self._show_commits, lines)


if __name__ == "__main__":
    GitApp().run()
