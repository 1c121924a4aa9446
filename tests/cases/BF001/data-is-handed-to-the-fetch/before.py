"""Details of the genes that a search has found."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

GENES = "http://genes.example"


class GeneApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="term")
        yield DataTable(id="genes")

    def on_mount(self) -> None:
        self.query_one("#genes", DataTable).add_columns("Gene", "Function")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._found([{"id": event.value}])

    def _found(self, hits: list[dict]) -> None:
        self._fetch_and_show_details(hits)

    def _fetch_and_show_details(self, hits: list[dict]) -> None:
        ids = ",".join(hit["id"] for hit in hits)
        genes = requests.get(f"{GENES}/genes", params={"ids": ids}, timeout=10).json()
        table = self.query_one("#genes", DataTable)
        table.clear()
        for gene in genes:
            table.add_row(gene["id"], gene["function"])


if __name__ == "__main__":
    GeneApp().run()
