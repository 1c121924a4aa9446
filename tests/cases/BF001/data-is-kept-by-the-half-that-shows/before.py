"""People of a team; who is new since the start is counted."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class TeamApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, set[int]] = {"people": set()}
        self._rows: list[dict] = []
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="people")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Id", "Name")

    @work(thread=True, exclusive=True, group="people")
    def reload(self) -> None:
        self._fetch_and_update_people_table()

    def _update_people_table(self, people: list[dict]) -> None:
        self._fetch_and_update_people_table()

    def _fetch_and_update_people_table(self) -> None:
        people = requests.get("http://team.example/people", timeout=10).json()
        self.events.append("fetched")

        def show() -> None:
            table = self.query_one("#people", DataTable)
            table.clear()
            self._seen["people"].clear()
            self._rows = people
            for person in people:
                table.add_row(str(person["id"]), person["name"])
                self._seen["people"].add(person["id"])
            self.events.append(f"{len(self._seen['people'])} seen")

        self.call_from_thread(show)


if __name__ == "__main__":
    TeamApp().run()
