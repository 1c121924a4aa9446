import psycopg2
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, DataTable, Input


class People(App):
    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Button("Add", id="add")
        yield DataTable()

    def on_button_pressed(self) -> None:
        self.add(self.query_one("#name", Input).value)

    @work(thread=True, exclusive=True, group="add")
    def add(self, name: str) -> None:
        with psycopg2.connect("dbname=people") as conn, conn.cursor() as cur:
            cur.execute("insert into people (name) values (%s) returning id", (name,))
            new = cur.fetchone()[0]
        self.call_from_thread(self.show, new, name)

    def show(self, new: int, name: str) -> None:
        self.query_one(DataTable).add_row(str(new), name)


if __name__ == "__main__":
    People().run()
