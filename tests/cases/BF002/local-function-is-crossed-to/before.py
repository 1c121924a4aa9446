from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Menu(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="menu")

    def action_today(self) -> None:
        dishes = [("soup", 3), ("pie", 5)]

        def fill() -> None:
            table = self.query_one("#menu", DataTable)
            table.clear(columns=True)
            table.add_columns("Dish", "Price")
            for dish, price in dishes:
                table.add_row(dish, price)

        self.call_from_thread(fill)
        self.notify("Enjoy")


if __name__ == "__main__":
    Menu().run()
