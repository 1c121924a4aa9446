"""Downloads an atlas; its progress callback looks up the quota in the thread that asyncio lends it."""

import asyncio
from collections.abc import Callable

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

ATLAS = "http://maps.example/sheets"
QUOTA = "http://maps.example/quota"


def download(on_progress: Callable[[list[dict]], None]) -> list[dict]:
    sheets = requests.get(ATLAS, timeout=10).json()
    on_progress(sheets)
    return sheets


class AtlasApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="quota")
        yield DataTable(id="sheets")

    def on_mount(self) -> None:
        self.query_one("#sheets", DataTable).add_columns("Sheet")
        self.load()

    @work(exclusive=True, group="sheets")
    async def load(self) -> None:
        await self._load_and_show_sheets()

    async def _load_and_show_sheets(self) -> None:
        sheets = await asyncio.to_thread(download, self._progressed)
        self._show_sheets(sheets)

    def _progressed(self, sheets: list[dict]) -> None:
        self._fetch_and_show_quota()

    def _fetch_and_show_quota(self) -> None:
        quota = requests.get(QUOTA, timeout=10).json()
        self.call_from_thread(self._show_quota, quota)

    def _show_quota(self, quota: dict[str, int]) -> None:
        self.query_one("#quota", Label).update(f"{quota['left']} sheets left")

    def _show_sheets(self, sheets: list[dict]) -> None:
        table = self.query_one("#sheets", DataTable)
        table.clear()
        for sheet in sheets:
            table.add_row(sheet["name"])


if __name__ == "__main__":
    AtlasApp().run()
