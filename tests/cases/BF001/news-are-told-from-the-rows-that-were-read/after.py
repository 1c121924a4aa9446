"""Alerts; harmless ones are not shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable


class AlertScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._known: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="alerts")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Alert", "Level")

    @work(thread=True, exclusive=True, group="alerts")
    def reload(self) -> None:
        self._load_and_show_alerts()

    def _show_alerts(self, alerts: list[dict]) -> None:
        """Show the alerts that matter."""
        visible = [alert for alert in alerts if alert["level"]]
        table = self.query_one("#alerts", DataTable)
        table.clear()
        for alert in visible:
            table.add_row(alert["id"], "!" * alert["level"])

    def _load_and_show_alerts(self) -> None:
        alerts = requests.get("http://ops.example/alerts", timeout=10).json()
        for alert in alerts:
            if alert["id"] not in self._known:
                self.notify(f"New: {alert['id']}", severity="warning")
        self._known = [alert["id"] for alert in alerts]
        self.app.call_from_thread(self._show_alerts, alerts)


class OpsApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return AlertScreen()


if __name__ == "__main__":
    OpsApp().run()
