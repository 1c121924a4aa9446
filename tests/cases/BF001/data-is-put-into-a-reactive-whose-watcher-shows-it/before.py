"""Rain gauges: the rows are a reactive, its watcher fills the table."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.widgets import DataTable

GAUGES = "http://rain.example/gauges"


class RainApp(App[None]):
    gauges: reactive[list[dict]] = reactive(list, init=False)

    def compose(self) -> ComposeResult:
        yield DataTable(id="gauges")

    def on_mount(self) -> None:
        self.query_one("#gauges", DataTable).add_columns("Gauge", "mm")
        self.reload()

    @work(thread=True, exclusive=True, group="gauges")
    def reload(self) -> None:
        self._fetch_and_update_gauges_table()

    def _fetch_and_update_gauges_table(self) -> None:
        gauges = requests.get(GAUGES, timeout=10).json()
        self.call_from_thread(self._update_gauges_table, gauges)

    def _update_gauges_table(self, gauges: list[dict]) -> None:
        self.gauges = gauges

    def watch_gauges(self) -> None:
        table = self.query_one("#gauges", DataTable)
        table.clear()
        for gauge in self.gauges:
            table.add_row(gauge["name"], str(gauge["mm"]))


if __name__ == "__main__":
    RainApp().run()
