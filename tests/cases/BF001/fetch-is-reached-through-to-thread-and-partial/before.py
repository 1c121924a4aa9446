"""Buses of a city."""

import asyncio
from functools import partial

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class CityApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="buses")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Line", "Late")

    def reload(self) -> None:
        self.run_worker(self._reload(), exclusive=True, group="buses")

    def reload_loudly(self) -> None:
        self.run_worker(partial(self._fetch_and_update_buses_table, loud=True), thread=True, group="buses")

    async def _reload(self) -> None:
        await asyncio.to_thread(self._fetch_and_update_buses_table)

    def _update_buses_table(self, buses: list[dict]) -> None:
        self._fetch_and_update_buses_table()

    def _fetch_and_update_buses_table(self, loud: bool = False) -> None:
        buses = requests.get("http://city.example/buses", timeout=10).json()
        if loud:
            self.notify(f"{len(buses)} buses")

        def show() -> None:
            table = self.query_one("#buses", DataTable)
            table.clear()
            for bus in buses:
                table.add_row(str(bus["line"]), f"+{bus['late']}")

        self.call_from_thread(show)


if __name__ == "__main__":
    CityApp().run()
