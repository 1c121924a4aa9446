"""Bakery orders; the bridge starts the fetch anew, as a coroutine."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class BakeryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="loaves")

    def on_mount(self) -> None:
        self.query_one("#loaves", DataTable).add_columns("Loaf", "Pieces")

    @work(exclusive=True, group="loaves")
    async def reload(self) -> None:
        await self._fetch_and_update_loaves_table()

    def _update_loaves_table(self, loaves: list[dict]) -> None:
        self.run_worker(self._fetch_and_update_loaves_table())

    async def _fetch_and_update_loaves_table(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://bakery.example/loaves")
        loaves = answer.json()
        table = self.query_one("#loaves", DataTable)
        table.clear()
        for loaf in loaves:
            table.add_row(loaf["name"], str(loaf["pieces"]))


if __name__ == "__main__":
    BakeryApp().run()
