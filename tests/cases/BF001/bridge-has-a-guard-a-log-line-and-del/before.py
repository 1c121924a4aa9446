"""Builds and the agents that run them."""

import logging
from typing import Any

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

log = logging.getLogger(__name__)
CI = "http://ci.example"


class BuildApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="builds")
        yield DataTable(id="agents")

    def on_mount(self) -> None:
        self.query_one("#builds", DataTable).add_columns("Build", "Branch")
        self.query_one("#agents", DataTable).add_columns("Agent")

    @work(thread=True, exclusive=True, group="builds")
    def reload(self) -> None:
        self._fetch_and_update_builds_table()

    @work(thread=True, exclusive=True, group="agents")
    def reload_agents(self) -> None:
        self._fetch_and_update_agents_table()

    def _update_builds_table(self, builds: list[dict[str, Any]] | None) -> None:
        if builds is None:
            return
        log.debug("showing builds")
        del builds
        self._fetch_and_update_builds_table()

    def _fetch_and_update_builds_table(self) -> None:
        builds = requests.get(f"{CI}/builds", timeout=10).json()

        def show() -> None:
            table = self.query_one("#builds", DataTable)
            table.clear()
            for build in builds:
                table.add_row(f"#{build['id']}", build["branch"])

        self.call_from_thread(show)

    def _update_agents_table(self, agents: list[dict[str, Any]], *, quiet: bool = False) -> None:
        _ = agents
        self._fetch_and_update_agents_table()

    def _fetch_and_update_agents_table(self) -> None:
        agents = requests.get(f"{CI}/agents", timeout=10).json()

        def show() -> None:
            table = self.query_one("#agents", DataTable)
            table.clear()
            for agent in agents:
                table.add_row(agent["name"])

        self.call_from_thread(show)


if __name__ == "__main__":
    BuildApp().run()
