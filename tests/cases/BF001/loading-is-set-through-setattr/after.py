"""Films that are on."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class FilmApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="films")

    def on_mount(self) -> None:
        self.query_one("#films", DataTable).add_columns("Film", "Year")

    @work(thread=True, exclusive=True, group="films")
    def reload(self) -> None:
        self._fetch_and_update_films_table()

    def _update_films_table(self, films: list[dict]) -> None:
        table = self.query_one("#films", DataTable)
        table.clear()
        for film in films:
            table.add_row(film["title"], str(film["year"]))
        table.loading = False

    def _fetch_and_update_films_table(self) -> None:
        table = self.query_one("#films", DataTable)
        self.call_from_thread(setattr, table, "loading", True)
        films = requests.get("http://cinema.example/films", timeout=10).json()
        self.call_from_thread(self._update_films_table, films)


if __name__ == "__main__":
    FilmApp().run()
