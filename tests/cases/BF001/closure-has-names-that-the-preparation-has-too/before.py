"""A league table."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class LeagueApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="teams")
        yield Static(id="last")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("#", "Team", "Points")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_teams_table()

    def _update_teams_table(self, teams: list[dict]) -> None:
        self._fetch_and_update_teams_table()

    def _fetch_and_update_teams_table(self) -> None:
        teams = requests.get("http://league.example/teams", timeout=10).json()
        rows = []
        row = None
        for place, team in enumerate(sorted(teams, key=lambda team: -team["points"]), 1):
            row = (str(place), team["name"], str(team["points"]))
            rows.append((row, team["name"]))

        def show() -> None:
            table = self.query_one("#teams", DataTable)
            table.clear()
            for row, key in rows[:1]:
                table.add_row(*row, key=f"first-{key}")
            for row, key in rows[1:]:
                table.add_row(*row, key=key)

        self.call_from_thread(show)
        self.call_from_thread(self.query_one("#last", Static).update, f"Last: {row[1] if row else 'nobody'}")


if __name__ == "__main__":
    LeagueApp().run()
