"""Alarm cards of a fire station; every card has the id of its alarm."""

import httpx
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Label

ALARMS = "http://station.example/alarms"


class AlarmScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="alarms")

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        self.run_worker(self._fetch_and_update_alarms, thread=True, exclusive=True, group="alarms")

    def replay(self, alarms: list[dict]) -> None:
        self._update_alarms(alarms)

    def _update_alarms(self, alarms: list[dict]) -> None:
        self._fetch_and_update_alarms()

    def _fetch_and_update_alarms(self) -> None:
        alarms = httpx.get(ALARMS).json()
        box = self.query_one("#alarms", VerticalScroll)
        cards = [Label(alarm["street"], id=f"alarm-{alarm['nr']}") for alarm in alarms]
        self.app.call_from_thread(box.remove_children)
        self.app.call_from_thread(box.mount, *cards)


class StationApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(AlarmScreen())


if __name__ == "__main__":
    StationApp().run()
