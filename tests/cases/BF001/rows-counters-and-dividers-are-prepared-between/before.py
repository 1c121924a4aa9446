"""Deployments, the live ones apart from the others."""

import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Static

log = logging.getLogger(__name__)
COLUMNS = {"deploys": ("App", "State", "Age")}


class DeployScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="deploys")
        yield Static(id="totals")

    def on_mount(self) -> None:
        self.query_one("#deploys", DataTable).add_columns(*COLUMNS["deploys"])

    @work(thread=True, exclusive=True, group="deploys")
    def reload(self) -> None:
        self._fetch_and_update_deploys_table()

    def _rule(self, name: str) -> tuple[str, ...]:
        """A row of dashes as wide as the table."""
        return tuple("─" * len(column) for column in COLUMNS[name])

    def _update_deploys_table(self, deploys: list[dict]) -> None:
        """Show deployments.

        Args:
            deploys: As the service lists them.
        """
        self._fetch_and_update_deploys_table()

    def _fetch_and_update_deploys_table(self) -> None:
        deploys = requests.get("http://deploy.example/deploys", timeout=10).json()
        live = failed = 0
        rows: list[tuple[str, ...]] = []
        rest: list[tuple[str, ...]] = []
        for deploy in deploys:
            cells = (deploy["app"], deploy["state"], f"{deploy['age']}d")
            if deploy["state"] == "live":
                live += 1
                rows.append(cells)
            else:
                if deploy["state"] == "failed":
                    failed += 1
                rest.append(cells)
        if rows and rest:
            rows.append(self._rule("deploys"))
        rows += rest

        def show() -> None:
            table = self.query_one("#deploys", DataTable)
            table.clear()
            shown = 0
            for cells in rows:
                table.add_row(*cells)
                shown += 1
            self.query_one("#totals", Static).update(f"{live} live, {failed} failed")
            log.debug("%d rows shown", shown)

        self.app.call_from_thread(show)


class DeployApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(DeployScreen())


if __name__ == "__main__":
    DeployApp().run()
