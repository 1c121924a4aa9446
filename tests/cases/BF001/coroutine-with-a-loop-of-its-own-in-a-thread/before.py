"""Listens to buoys in a thread that runs its own event loop."""

import asyncio
import threading

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

BUOYS = "http://sea.example/buoys"


class SeaApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="buoys")

    def on_mount(self) -> None:
        self.query_one("#buoys", DataTable).add_columns("Buoy", "Waves")

    def listen(self) -> None:
        threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True).start()

    async def _listen(self) -> None:
        await self._woken({"at": "start"})

    async def _woken(self, signal: dict[str, str]) -> None:
        self._fetch_and_update_buoys_table()

    def _fetch_and_update_buoys_table(self) -> None:
        buoys = requests.get(BUOYS, timeout=10).json()
        self.call_from_thread(self._update_buoys_table, buoys)

    def _update_buoys_table(self, buoys: list[dict]) -> None:
        table = self.query_one("#buoys", DataTable)
        table.clear()
        for buoy in buoys:
            table.add_row(buoy["name"], str(buoy["waves"]))


if __name__ == "__main__":
    SeaApp().run()
