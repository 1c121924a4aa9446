"""A printer of reports that shares its names with a screen, and nothing else."""

import requests
from rich.console import Console
from rich.table import Table
from textual.app import App, ComposeResult
from textual.widgets import Static

PODS = "http://cluster.example/pods"


class PodReport:
    """Prints pods on a console; no part of the app below."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def _update_pods_table(self, pods: list[dict]) -> None:
        self._fetch_and_update_pods_table()

    def _fetch_and_update_pods_table(self) -> None:
        pods = requests.get(PODS, timeout=10).json()
        table = Table("Pod", "Phase")
        for pod in pods:
            table.add_row(pod["name"], pod["phase"])
        self.console.print(table)


class ClusterApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Press q to print the report and leave")

    def on_unmount(self) -> None:
        self.log("leaving")


def main() -> None:
    ClusterApp().run()
    PodReport(Console())._update_pods_table([])


if __name__ == "__main__":
    main()
