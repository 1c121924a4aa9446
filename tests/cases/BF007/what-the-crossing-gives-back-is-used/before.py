import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class CardsApp(App):
    def __init__(self) -> None:
        super().__init__()
        self.counts: list[int] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="cards")

    def on_mount(self) -> None:
        self.query_one("#cards", DataTable).add_columns("Card")
        self.set_interval(5, self.load)

    @work(thread=True, exclusive=True, group="cards")
    def load(self) -> None:
        cards = requests.get("https://game.example/cards").json()
        count = self.call_from_thread(self.show, cards)
        self.counts.append(count)

    def show(self, cards: list[str]) -> int:
        table = self.query_one("#cards", DataTable)
        table.clear()
        for card in cards:
            table.add_row(card)
        return table.row_count
