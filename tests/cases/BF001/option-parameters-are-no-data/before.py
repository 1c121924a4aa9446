"""Fonts of a type foundry; reloading takes options that this version does not use."""

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

FONTS = "http://foundry.example/fonts"


class FoundryApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def compose(self) -> ComposeResult:
        yield DataTable(id="fonts")

    def on_mount(self) -> None:
        self.query_one("#fonts", DataTable).add_columns("Font", "Styles")

    def action_reload(self) -> None:
        self.refresh_fonts(force=True)
        self.first_fonts(limit=20)

    def refresh_fonts(self, force: bool = False) -> None:
        self._fetch_and_update_fonts_table()

    def first_fonts(self, limit: int = 50) -> None:
        self._fetch_and_update_fonts_table()

    def _fetch_and_update_fonts_table(self) -> None:
        fonts = requests.get(FONTS, timeout=10).json()
        table = self.query_one("#fonts", DataTable)
        table.clear()
        for font in fonts:
            table.add_row(font["name"], str(font["styles"]))


if __name__ == "__main__":
    FoundryApp().run()
