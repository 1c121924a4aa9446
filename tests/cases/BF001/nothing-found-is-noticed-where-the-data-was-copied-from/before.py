"""Pods, told of as they are shown."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

SERVICE = "http://pods.example"


class PodsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="pods")

    def on_mount(self) -> None:
        self.query_one("#pods", DataTable).add_columns("Name", "Ready")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_pods_table()

    def _update_pods_table(self, pods: list[dict]) -> None:
        self._fetch_and_update_pods_table()

    def _fetch_and_update_pods_table(self) -> None:
        found = requests.get(f"{SERVICE}/pods", timeout=10).json()
        pods = sorted(found, key=lambda pod: pod["name"])
        if not found:
            return
        requests.post(f"{SERVICE}/seen", json=len(pods), timeout=10)

        def update() -> None:
            table = self.query_one("#pods", DataTable)
            table.clear()
            for pod in pods:
                table.add_row(pod["name"], str(pod["ready"]))

        self.call_from_thread(update)


if __name__ == "__main__":
    PodsApp().run()
