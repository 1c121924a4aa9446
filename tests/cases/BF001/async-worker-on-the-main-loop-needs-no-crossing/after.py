"""Ports of a switch, asked in an async worker that shares the loop with the screen."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PORTS = "http://switch.example/ports"


class SwitchApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="ports")

    def on_mount(self) -> None:
        self.query_one("#ports", DataTable).add_columns("Port", "State")
        self.action_reload()

    @work(exclusive=True, group="ports")
    async def action_reload(self) -> None:
        await self._fetch_and_update_ports_table()

    async def restore(self, ports: list[dict]) -> None:
        await self._update_ports_table(ports)

    async def _update_ports_table(self, ports: list[dict]) -> None:
        table = self.query_one("#ports", DataTable)
        table.clear()
        for port in ports:
            table.add_row(str(port["nr"]), port["state"])

    async def _fetch_and_update_ports_table(self) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.get(PORTS)
        ports = response.json()
        await self._update_ports_table(ports)


if __name__ == "__main__":
    SwitchApp().run()
