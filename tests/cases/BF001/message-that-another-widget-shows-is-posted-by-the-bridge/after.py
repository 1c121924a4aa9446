"""People of a firm, and how many there are."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import DataTable, Static


class People(DataTable):
    class Counted(Message):
        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def on_mount(self) -> None:
        self.add_columns("Name", "Team")

    @work(thread=True, exclusive=True, group="people", exit_on_error=False)
    def load(self) -> None:
        people = requests.get("http://firm.example/people", timeout=10).json()
        self.app.call_from_thread(self.show_people, people)

    @work(thread=True, exclusive=True, group="people")
    def reload(self) -> None:
        self.reload_people()

    def show_people(self, people: list[dict]) -> None:
        self.post_message(self.Counted(len(people)))
        self.clear()
        for person in people:
            self.add_row(person["name"], person["team"])

    def reload_people(self) -> None:
        found = requests.get("http://firm.example/people", timeout=10).json()
        self.app.call_from_thread(self.show_people, found)


class FirmApp(App[None]):
    def compose(self) -> ComposeResult:
        yield People(id="people")
        yield Static(id="count")

    def on_people_counted(self, event: People.Counted) -> None:
        self.query_one("#count", Static).update(f"{event.count} people")


if __name__ == "__main__":
    FirmApp().run()
