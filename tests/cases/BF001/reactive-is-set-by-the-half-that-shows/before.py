"""Hours in some zones."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import Static


class ClockPanel(Static):
    zones: reactive[tuple[str, ...]] = reactive(())

    @work(thread=True, exclusive=True, group="zones")
    def reload(self) -> None:
        self._load_and_show_zones()

    def watch_zones(self, zones: tuple[str, ...]) -> None:
        self.update("\n".join(zones) or "no zones")

    def _show_zones(self, zones: list[dict]) -> None:
        self._load_and_show_zones()

    def _load_and_show_zones(self) -> None:
        zones = requests.get("http://time.example/zones", timeout=10).json()

        def show() -> None:
            self.zones = tuple(f"{zone['name']:5} {zone['hour']:02}:00" for zone in zones)
            self.border_title = "Zones"

        self.app.call_from_thread(show)


class TimeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ClockPanel()


if __name__ == "__main__":
    TimeApp().run()
