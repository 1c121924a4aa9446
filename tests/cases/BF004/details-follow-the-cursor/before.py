import duckdb
import requests
from textual.app import App, ComposeResult
from textual.widgets import Button, DataTable, Static, TextArea


class Browser(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="rows")
        yield Static(id="detail")
        yield TextArea(id="sql")
        yield Button("Run", id="run")

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        detail = requests.get(f"http://rows.example/{event.row_key.value}", timeout=5).json()
        self.query_one("#detail", Static).update(detail["text"])

    def on_text_area_selection_changed(self) -> None:
        self._label_button()

    def _label_button(self) -> None:
        button = self.query_one("#run", Button)
        button.label = "Run Selection" if self._is_valid() else "Run"

    def _is_valid(self) -> bool:
        selected = self.query_one("#sql", TextArea).selected_text
        try:
            duckdb.connect("rows.db").execute(f"EXPLAIN {selected}")
        except duckdb.Error:
            return False
        return bool(selected)


if __name__ == "__main__":
    Browser().run()
