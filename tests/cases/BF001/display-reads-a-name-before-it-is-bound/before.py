"""Alert cards of a plant; every card has the id of its alert."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Label

ALERTS = "http://plant.example/alerts"


class AlertScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="alerts")

    def on_mount(self) -> None:
        self.reload()

    @work(thread=True, exclusive=True, group="alerts")
    def reload(self) -> None:
        self._fetch_and_update_alerts()

    async def replay(self, alerts: list[dict]) -> None:
        await self._update_alerts(alerts)

    async def _update_alerts(self, alerts: list[dict]) -> None:
        """Show one card an alert."""
        self._fetch_and_update_alerts()

    def _fetch_and_update_alerts(self) -> None:
        alerts = requests.get(ALERTS, timeout=10).json()
        self.app.call_from_thread(box.remove_children)
        box = self.query_one("#alerts", VerticalScroll)
        # Every alert has a card of its own, found again by its id.
        cards = [Label(alert["text"], id=f"alert-{alert['nr']}") for alert in alerts]
        self.app.call_from_thread(box.mount, *cards)


class PlantApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(AlertScreen())


if __name__ == "__main__":
    PlantApp().run()
