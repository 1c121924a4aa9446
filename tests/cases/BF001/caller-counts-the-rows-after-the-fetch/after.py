"""Lessons of a school day; when they are loaded the title counts them."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

LESSONS = "http://school.example/lessons"


class LessonApp(App[None]):
    BINDINGS = [("n", "next", "Lessons")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="lessons", cursor_type="row")

    def on_mount(self) -> None:
        self.query_one("#lessons", DataTable).add_columns("Hour", "Lesson")

    def action_next(self) -> None:
        self._load_and_show_lessons()
        self.sub_title = f"{self.query_one('#lessons', DataTable).row_count} lessons"

    def restore(self, lessons: list[dict]) -> None:
        self._show_lessons(lessons)

    def _show_lessons(self, lessons: list[dict]) -> None:
        table = self.query_one("#lessons", DataTable)
        table.clear()
        for lesson in lessons:
            table.add_row(lesson["hour"], lesson["name"])

    def _load_and_show_lessons(self) -> None:
        lessons = requests.get(LESSONS, timeout=10).json()
        self._show_lessons(lessons)


if __name__ == "__main__":
    LessonApp().run()
