"""Signals that a modem hears."""

import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

logger = logging.getLogger("modem")


class ModemApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="signals")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Cell", "dBm")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_signals()

    def _update_signals(self, signals: list[dict]) -> None:
        table = self.query_one("#signals", DataTable)
        table.clear()
        for signal in signals:
            table.add_row(signal["cell"], str(signal["dbm"]))

    def _fetch_and_update_signals(self) -> None:
        for attempt in range(3):
            try:
                signals = requests.get("http://modem.example/signals", timeout=2).json()
                break
            except requests.ConnectionError:
                logger.warning("attempt %d failed", attempt + 1)
        else:
            self.notify("The modem does not answer", severity="error")
            return
        self.call_from_thread(self._update_signals, signals)


if __name__ == "__main__":
    ModemApp().run()
