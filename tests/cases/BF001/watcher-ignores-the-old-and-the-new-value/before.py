"""Courses of a school; the watcher of the term loads them, whatever the term was before."""

import requests
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import DataTable

COURSES = "http://school.example/courses"


class SchoolApp(App[None]):
    terms: reactive[list[str]] = reactive(list, init=False)

    def compose(self) -> ComposeResult:
        yield DataTable(id="courses")

    def on_mount(self) -> None:
        self.query_one("#courses", DataTable).add_columns("Course", "Room")

    def watch_terms(self, old: list[str], new: list[str]) -> None:
        self._fetch_and_update_courses_table()

    def _fetch_and_update_courses_table(self) -> None:
        courses = requests.get(COURSES, timeout=10).json()
        table = self.query_one("#courses", DataTable)
        table.clear()
        for course in courses:
            table.add_row(course["name"], course["room"])


if __name__ == "__main__":
    SchoolApp().run()
