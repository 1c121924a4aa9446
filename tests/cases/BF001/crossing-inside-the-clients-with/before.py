"""Weather for the next days."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer


class WeatherApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="days")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Day", "Max")

    @work(thread=True, exclusive=True, group="days")
    def action_reload(self) -> None:
        self._fetch_and_update_days()

    def _update_days(self, days: list[dict]) -> None:
        self._fetch_and_update_days()

    def _fetch_and_update_days(self) -> None:
        with httpx.Client(timeout=10) as client:
            days = client.get("http://weather.example/days").json()

            def show() -> None:
                table = self.query_one("#days", DataTable)
                table.clear()
                for day in days:
                    table.add_row(day["day"], f"{day['max']}°")

            self.call_from_thread(show)


if __name__ == "__main__":
    WeatherApp().run()
