from textual.screen import Screen
from textual.widgets import Label


class Base(Screen[None]):
    def tell(self, text: str) -> None:
        self.call_from_thread(self.query_one(Label).update, text)
